import { parseDescription, type SavedDescription } from '../saved-model/description';
import { modelKinds, type RatingModelKind } from './model-kinds';

export const ratingFormat = 'recdistill-rating-model';

/** What a rating model's model.json holds: everything but the numbers. */
export interface ModelDescription extends SavedDescription {
  format: typeof ratingFormat;
  kind: RatingModelKind;
  /** The rating of each logit, ascending. */
  levels: readonly number[];
}

function isAscending(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 1 && value.every((x, i) => i === 0 || x > value[i - 1]);
}

/**
 * Checks the content of a model.json.
 * @param path names the file in errors
 * @throws InputError saying which field is missing or wrong
 */
export function parseModelDescription(path: string, text: string): ModelDescription {
  return parseDescription<ModelDescription>({
    ...{ path, text, format: ratingFormat, kinds: Object.keys(modelKinds) },
    checkOwn: ({ levels }, expect) => expect(isAscending(levels), 'levels to be ascending numbers', levels),
  });
}
