import type { PairBatch } from '../data/recommendation-data';
import { softmaxRows } from '../distill/soft-targets/soft-probabilities';
import { predictLogits } from '../models/rating/predict-logits';
import type { AblationResult, AblationScores, TextVariant } from './distillation-result';
import type { PipelineEvent } from './events';
import type { FinalTest } from './final-test';
import { type RunSplitOptions, textsOfSplit } from './run-split';
import { scoreModel } from './score-model';
import type { PipelineSettings } from './settings';
import { trainTeacher } from './teacher';
import type { TextSource } from './text-vectors';

export type AblationOptions = Omit<RunSplitOptions, 'outFolder' | 'textSource'> & {
  readonly finalTest: FinalTest;
};

interface Variant {
  readonly text: TextVariant;
  readonly source: TextSource;
  readonly settings: PipelineSettings;
}

/** The kinds of text vectors that are compared; the fine-tuned model is one where the settings ask for it. */
export function ablationVariants(settings: PipelineSettings): Variant[] {
  const { teacher } = settings;
  const frozen = {
    ...settings,
    teacher: { ...teacher, fineTuning: { ...teacher.fineTuning, epochs: 0 } },
  };
  const tuned: Variant[] =
    teacher.fineTuning.epochs > 0
      ? [{ text: 'fine-tuned language model', source: 'language-model', settings }]
      : [];
  return [
    ...tuned,
    { text: 'language model', source: 'language-model', settings: frozen },
    { text: 'without text', source: 'none', settings: frozen },
    { text: 'random vectors', source: 'random', settings: frozen },
  ];
}

/** What the text is worth to the teacher: the same teacher, from the same seeds, with each kind of text vectors. */
export async function runAblation(options: AblationOptions): Promise<AblationResult[]> {
  const results: AblationResult[] = [];
  for (const variant of ablationVariants(options.settings)) results.push(await ablate(options, variant));
  return results;
}

/** What an ablation's events are filed under. */
export function ablationName(split: string, text: TextVariant): string {
  return `${split}, ${text}`;
}

async function ablate(
  options: AblationOptions,
  { text, source, settings }: Variant,
): Promise<AblationResult> {
  const { split, finalTest } = options;
  const name = ablationName(split.name, text);
  const onEvent = (event: PipelineEvent) => options.onEvent?.({ ...event, split: name });
  onEvent({ kind: 'stage', split: name, stage: 'ablation', detail: text });
  const own = { ...options, settings, textSource: source, onEvent };
  const texts = await textsOfSplit(own);
  const teacher = trainTeacher({ ...own, texts, settings: settings.teacher });
  try {
    const test = finalTest.open();
    const score = (logitsOf: (pairs: PairBatch) => Float32Array): AblationScores => {
      const logits = logitsOf(test.pairs);
      const probabilities = softmaxRows({ logits, classes: teacher.classes, temperature: 1 });
      const { rmse, slices } = scoreModel({ split, test, probabilities, teacherProbabilities: null });
      return { rmse, items: slices.items };
    };
    const members = teacher.members.map((model) => score((pairs) => predictLogits({ model, pairs })));
    return { text, split: split.name, members, ensemble: score(teacher.logits) };
  } finally {
    teacher.dispose();
  }
}
