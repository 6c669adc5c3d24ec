import { CatalogueStudent } from './catalogue/catalogue-student';
import { type Description, FORMAT_VERSION, parseDescription } from './file/description';
import { isTexts } from './file/fields';
import type { ModelFile } from './file/model';
import { readSafetensors } from './file/safetensors';
import { sha256 } from './file/sha256';
import { Tensors } from './file/tensors';
import type { AnyStudent, StudentInfo } from './student';
import { check } from './student-error';

export interface OpenStudentOptions {
  /** Content of model.json, parsed. */
  readonly description: unknown;
  /** Content of model.safetensors. */
  readonly weights: Uint8Array;
  /** Content of titles.json, parsed, where there is one. */
  readonly titles?: unknown;
  /** Names the files in errors; `model` unless given. */
  readonly where?: string;
}

/**
 * A student from the content of its files: checked (format version, sha256 of the weights, names, shapes, finite
 * numbers) and ready to answer. Weights of a compressed model are read as they are.
 * @throws StudentError saying where, what was expected and what was found, if anything is damaged, cut, of another format
 *   or of a kind that needs TensorFlow
 */
export async function openStudent(options: OpenStudentOptions): Promise<AnyStudent> {
  const { weights, titles = null, where = 'model' } = options;
  check(weights instanceof Uint8Array, `${where}.safetensors`, 'bytes', typeof weights);
  const description = parseDescription(`${where}.json`, options.description);
  const found = await sha256(weights);
  const expected = `weights with sha256 ${description.sha256} as ${where}.json says`;
  check(found === description.sha256, `${where}.safetensors`, expected, found);
  const name = `${where}.safetensors`;
  const file = { description, tensors: new Tensors(name, readSafetensors(name, weights)) };
  return studentOf(file, infoOf(description, weights.length), titles);
}

function infoOf({ task, kind, weights, sha256, metadata }: Description, bytes: number): StudentInfo {
  return { task, kind, formatVersion: FORMAT_VERSION, weights, bytes, sha256, metadata: metadata.json };
}

/** What a task needs is loaded with the first student of that task, so that a page fetches no more than it uses. */
async function studentOf(file: ModelFile, info: StudentInfo, titles: unknown): Promise<AnyStudent> {
  const { task, users, items, own } = file.description;
  const isFit = titles === null || (isTexts(titles) && titles.length === items.length);
  check(isFit, `${own.where}, titles`, `${items.length} texts`, titles);
  if (task === 'click') return (await import('./click/open-click-student.js')).openClickStudent(file, info);
  const scorer =
    task === 'rating'
      ? await (await import('./rating/rating-kinds.js')).ratingScorer(file)
      : await (await import('./ranking/ranking-kinds.js')).rankingScorer(file);
  return new CatalogueStudent({ task, info, users, items, titles: titles as string[] | null, scorer });
}
