import { type TeachingOptions, textsOfSplit } from './run-split';
import { trainTeacher } from './teacher';
import type { TextTables } from './text-vectors';

/** Validation RMSE of the teacher's first head on the language model's vectors, as it came and fine-tuned. */
export interface TextChoice {
  readonly frozen: number;
  readonly fineTuned: number;
  readonly chosen: 'frozen' | 'fine-tuned';
}

/**
 * The split's text vectors: from the language model as it came or fine-tuned on the training ratings, whichever gives
 * the first head the smaller validation RMSE. Fine-tuning sees the very ratings that the head then trains on, and so
 * may well do worse on items that have many.
 */
export async function chooseTexts(
  options: TeachingOptions,
): Promise<{ texts: TextTables; choice: TextChoice | null }> {
  const tuned = await textsOfSplit(options);
  if (tuned.fineTuning === null) return { texts: tuned, choice: null };
  const { settings, split, onEvent } = options;
  const { teacher } = settings;
  const without = { ...teacher, fineTuning: { ...teacher.fineTuning, epochs: 0 } };
  const frozen = await textsOfSplit({ ...options, settings: { ...settings, teacher: without } });
  const validationOf = (texts: TextTables) => {
    const head = trainTeacher({ ...options, texts, settings: { ...teacher, members: 1 } });
    head.dispose();
    return head.validation.ensemble;
  };
  const rmse = { frozen: validationOf(frozen), fineTuned: validationOf(tuned) };
  const chosen = rmse.fineTuned < rmse.frozen ? 'fine-tuned' : 'frozen';
  onEvent?.({
    kind: 'stage',
    split: split.name,
    stage: 'text',
    detail: `validation chose the ${chosen} vectors`,
  });
  const texts = chosen === 'fine-tuned' ? tuned : { ...frozen, fineTuning: tuned.fineTuning };
  return { texts, choice: { ...rmse, chosen } };
}
