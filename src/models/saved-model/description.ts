import { InputError } from '../../errors';

/** The external ids that a model's rows stand for, in their order. */
export interface Vocabulary {
  users: readonly string[];
  items: readonly string[];
}

/** What model.json holds of any model: everything but the numbers. */
export interface SavedDescription {
  format: string;
  formatVersion: 1;
  kind: string;
  /** What builds the model again. */
  config: Readonly<Record<string, unknown>>;
  vocabulary: Vocabulary;
  /** Trained weights; tables of features and text are not counted. */
  weights: number;
  /** sha256 over the bytes of model.safetensors. */
  weightsSha256: string;
  /** Of what wrote it. */
  versions: Readonly<Record<string, string>>;
  /** The caller's own: how it was trained, on what, and how good it is. */
  metadata: Readonly<Record<string, unknown>>;
}

type Json = Record<string, unknown>;

/** Refuses what does not hold, naming the file, what was expected and what was found. */
export type Expect = (holds: boolean, expected: string, found: unknown) => void;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((x) => typeof x === 'string');
}

/**
 * Checks the content of a model.json.
 * @param options.path names the file in errors
 * @param options.checkOwn what this format has besides
 * @throws InputError saying which field is missing or wrong
 */
export function parseDescription<D extends SavedDescription>(options: {
  readonly path: string;
  readonly text: string;
  readonly format: D['format'];
  readonly kinds: readonly string[];
  readonly checkOwn: (json: Json, expect: Expect) => void;
}): D {
  const { path, text, format, kinds, checkOwn } = options;
  const expect: Expect = (holds, expected, found) => {
    if (holds) return;
    throw new InputError(
      `${path}: expected ${expected}, found ${JSON.stringify(found) ?? 'none'}; the file is damaged or no model of recdistill`,
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    expect(false, 'JSON', text.slice(0, 40));
  }
  expect(isJson(json), 'an object', json);
  const own = json as Json;
  expect(own.format === format, `format "${format}"`, own.format);
  expect(own.formatVersion === 1, 'formatVersion 1', own.formatVersion);
  expect(kinds.includes(own.kind as string), `kind ${kinds.join(', ')}`, own.kind);
  expect(isJson(own.config), 'config to be an object', own.config);
  checkVocabulary(own.vocabulary, expect);
  expect(typeof own.weightsSha256 === 'string', 'weightsSha256', own.weightsSha256);
  expect(isJson(own.metadata), 'metadata to be an object', own.metadata);
  checkOwn(own, expect);
  return json as D;
}

function checkVocabulary(vocabulary: unknown, expect: Expect): void {
  expect(isJson(vocabulary), 'vocabulary to be an object', vocabulary);
  const { users, items } = vocabulary as Json;
  expect(isStrings(users), 'vocabulary.users to be strings', typeof users);
  expect(isStrings(items), 'vocabulary.items to be strings', typeof items);
}
