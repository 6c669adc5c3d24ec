import { parseDescription, type SavedDescription } from '../saved-model/description';
import { type ClickModelKind, clickModelKinds } from './click-model-kinds';

export const clickFormat = 'recdistill-click-model';

/** What a click model's model.json holds: everything but the numbers. Its fields stand in `config`. */
export interface ClickModelDescription extends SavedDescription {
  format: typeof clickFormat;
  kind: ClickModelKind;
  /** How a raw row becomes ids and numbers (hashing, vocabularies, borders of buckets), as its loader wrote it. */
  encoding: Readonly<Record<string, unknown>>;
}

/**
 * Checks the content of a model.json.
 * @param path names the file in errors
 * @throws InputError saying which field is missing or wrong
 */
export function parseClickDescription(path: string, text: string): ClickModelDescription {
  return parseDescription<ClickModelDescription>({
    ...{ path, text, format: clickFormat, kinds: Object.keys(clickModelKinds) },
    checkOwn: ({ encoding }, expect) => {
      const isObject = typeof encoding === 'object' && encoding !== null && !Array.isArray(encoding);
      expect(isObject, 'encoding to be an object', encoding);
    },
  });
}
