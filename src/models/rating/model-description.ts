import { InputError } from '../../errors';
import { isRatingModelKind, modelKinds, type RatingModelKind } from './model-kinds';

/** The external ids that a model's rows stand for, in their order. */
export interface Vocabulary {
  users: readonly string[];
  items: readonly string[];
}

/** What model.json holds: everything but the numbers. */
export interface ModelDescription {
  format: 'recdistill-rating-model';
  formatVersion: 1;
  kind: RatingModelKind;
  /** What builds the model again. */
  config: Readonly<Record<string, unknown>>;
  /** The rating of each logit, ascending. */
  levels: readonly number[];
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

export const descriptionFile = 'model.json';
export const weightsFile = 'model.safetensors';

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((x) => typeof x === 'string');
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
  const expect = (holds: boolean, expected: string, found: unknown) => {
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
  const { format, formatVersion, kind, config, levels, vocabulary, weightsSha256, metadata } = json as Json;
  expect(format === 'recdistill-rating-model', 'format "recdistill-rating-model"', format);
  expect(formatVersion === 1, 'formatVersion 1', formatVersion);
  expect(
    typeof kind === 'string' && isRatingModelKind(kind),
    `kind ${Object.keys(modelKinds).join(', ')}`,
    kind,
  );
  expect(isJson(config), 'config to be an object', config);
  expect(isAscending(levels), 'levels to be ascending numbers', levels);
  expect(isJson(vocabulary), 'vocabulary to be an object', vocabulary);
  const { users, items } = vocabulary as Json;
  expect(isStrings(users), 'vocabulary.users to be strings', typeof users);
  expect(isStrings(items), 'vocabulary.items to be strings', typeof items);
  expect(typeof weightsSha256 === 'string', 'weightsSha256', weightsSha256);
  expect(isJson(metadata), 'metadata to be an object', metadata);
  return json as ModelDescription;
}
