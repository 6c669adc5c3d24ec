import type { ClickEncoding } from '../../data/click/click-encoding';
import { sha256 } from '../../files/hash';
import { parseDescription, type SavedDescription } from '../saved-model/description';
import { type ClickModelKind, clickModelKinds } from './click-model-kinds';

export const clickFormat = 'recdistill-click-model';

/** What a click model's model.json holds: everything but the numbers. Its fields stand in `config`. */
export interface ClickModelDescription extends SavedDescription {
  format: typeof clickFormat;
  kind: ClickModelKind;
  /** How a raw row becomes ids and numbers; null where the model's rows came encoded. */
  encoding: ClickEncoding | null;
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
      expect(encoding === null || isWhole(encoding), 'encoding to be as it was fitted, or null', encoding);
    },
  });
}

/** An encoding names the hash of its fields, so that one that was changed by hand is no encoding. */
function isWhole(encoding: unknown): boolean {
  if (typeof encoding !== 'object' || encoding === null) return false;
  const { fields, hash } = encoding as Partial<ClickEncoding>;
  return Array.isArray(fields) && hash === sha256(JSON.stringify(fields));
}
