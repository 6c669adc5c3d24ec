import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { pairedTTest } from '../../evaluate';
import { type AnyStudent, type ClickStudent, loadStudent, type Student } from '../../student';
import type { ClipRule } from './clip';
import { type ChangeModelOptions, changeModel, packModel } from './compress-model';
import type { CompressionMethod } from './method';
import type { Quality } from './student-quality';
import { type CompressedBytes, writeCompressed } from './write-compressed';

/** What a student is worth; asked of the files as they were written. */
export interface Judge<S extends AnyStudent = Student> {
  readonly isLowerBetter: boolean;
  /** What is chosen by. */
  readonly validation: (student: S) => Quality | Promise<Quality>;
  /** Asked once a kept model, after everything was chosen. */
  readonly test: (student: S) => Quality | Promise<Quality>;
}

export interface CompressionRow {
  /** The method as it was asked for. */
  readonly method: string;
  /** What int8 and int4 cut off; null where nothing was quantised. */
  readonly clip: ClipRule | null;
  readonly folder: string;
  readonly weights: number;
  readonly bytes: CompressedBytes;
  readonly validation: number;
  readonly test: number;
  /** That the test figure is the original's, by a paired t-test over users, or rows where nobody knows whose; null where none differs or there is one alone. */
  readonly p: number | null;
}

/** The largest, what squared error likes best, and 99% of what requests ask; of equal ones on validation the first. */
const clipRules: readonly ClipRule[] = [
  { kind: 'max' },
  { kind: 'squared-error' },
  { kind: 'percentile', percentile: 0.99 },
];

/** A method that a model's kind does not allow, and why. */
export interface RefusedMethod {
  readonly method: string;
  readonly reason: string;
}

export interface ComparedCompressions {
  readonly original: { readonly validation: number; readonly test: number };
  readonly rows: readonly CompressionRow[];
  readonly refused: readonly RefusedMethod[];
}

export interface CompareCompressionsOptions<S extends AnyStudent = Student>
  extends Omit<ChangeModelOptions, 'method'> {
  /** See `packModel`. */
  readonly columnWeights: ReadonlyMap<string, Float64Array>;
  /** The model as it was trained, whatever `contents` has left out. */
  readonly original: S;
  readonly methods: readonly CompressionMethod[];
  readonly judge: Judge<S>;
  /** A folder a method goes here. */
  readonly outFolder: string;
  readonly onMethod?: (event: { readonly method: string; readonly validation: number }) => void;
}

const known = [
  ...['contents', 'columnWeights', 'counts', 'retraining', 'original'],
  ...['methods', 'judge', 'outFolder', 'onMethod'],
];

/**
 * Compresses a model by each method and measures what was written. How int8 and int4 clip is chosen on validation; the
 * test part is asked when all is chosen, once a method.
 * @throws InputError where two methods would go into one folder, or the model allows none of them
 */
export async function compareCompressions<S extends AnyStudent = Student>(
  options: CompareCompressionsOptions<S>,
): Promise<ComparedCompressions> {
  checkOptions('compareCompressions', options, known);
  const { methods, outFolder, judge, onMethod } = options;
  const folders = methods.map(({ name }) => join(outFolder, name.replace(/[^\w.+-]/g, '-')));
  const twice = folders.findIndex((folder, i) => folders.indexOf(folder) !== i);
  if (twice >= 0) throw new InputError(`method ${methods[twice].name}: expected once, found twice`);
  const chosen: ChosenRow[] = [];
  const refused: RefusedMethod[] = [];
  for (const [i, method] of methods.entries()) {
    try {
      const row = await bestOfClips(options, method, folders[i]);
      chosen.push(row);
      onMethod?.({ method: method.name, validation: row.validation });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused.push({ method: method.name, reason: error.message });
    }
  }
  if (chosen.length === 0 && refused.length > 0)
    throw new InputError(refused.map(({ reason }) => reason).join('; '));
  const { value: validation } = await judge.validation(options.original);
  const test = await judge.test(options.original);
  const rows: CompressionRow[] = [];
  for (const row of chosen) {
    const { value, byUser } = await judge.test(await studentLike(options.original, row.folder));
    rows.push({ ...row, test: value, p: pOf(byUser, test.byUser) });
  }
  return { original: { validation, test: test.value }, rows, refused };
}

function pOf(treatment: Float64Array, baseline: Float64Array): number | null {
  const isSame = treatment.every((own, user) => own === baseline[user]);
  return isSame || treatment.length < 2 ? null : pairedTTest({ treatment, baseline }).p;
}

type ChosenRow = Omit<CompressionRow, 'test' | 'p'>;

/** What is trained is trained once; how its numbers are clipped follows. */
async function bestOfClips<S extends AnyStudent>(
  options: CompareCompressionsOptions<S>,
  method: CompressionMethod,
  folder: string,
): Promise<ChosenRow> {
  const { columnWeights, judge, counts, retraining, original } = options;
  const contents = await changeModel({ contents: options.contents, method, counts, retraining });
  const isQuantised = method.storedAs === 'int8' || method.storedAs === 'int4';
  const write = (clip: ClipRule): CompressedBytes => {
    const tensors = packModel({ contents, method, clip, columnWeights });
    const { weightsSha256: of } = options.contents.description;
    const compression = { method: method.name, ...(isQuantised && { clip }), of };
    return writeCompressed({ folder, contents, tensors, compression });
  };
  let best: ChosenRow | null = null;
  for (const clip of isQuantised ? clipRules : clipRules.slice(0, 1)) {
    const bytes = write(clip);
    const { value: validation } = await judge.validation(await studentLike(original, folder));
    const isBetter =
      best === null || (judge.isLowerBetter ? validation < best.validation : validation > best.validation);
    const { weights } = contents.description;
    const about = { method: method.name, clip: isQuantised ? clip : null, folder, weights };
    if (isBetter) best = { ...about, bytes, validation };
  }
  const found = best as ChosenRow;
  if (found.clip !== null) write(found.clip);
  return found;
}

/** What was written of a student is one of the same task. */
async function studentLike<S extends AnyStudent>(original: S, folder: string): Promise<S> {
  const student = await loadStudent(folder);
  if (student.task === original.task) return student as S;
  throw new InputError(
    `${folder}: expected a student of task ${original.task}, as the original is, found one of ${student.task}`,
  );
}

/** @throws InputError where the folder holds a student of ratings or rankings */
export async function clickStudentIn(folder: string): Promise<ClickStudent> {
  const student = await loadStudent(folder);
  if (student.task === 'click') return student;
  throw new InputError(`${folder}: expected a student of clicks, found one of ${student.task}`);
}

/** @throws InputError where the folder holds a student of clicks */
export async function studentIn(folder: string): Promise<Student> {
  const student = await loadStudent(folder);
  if (student.task !== 'click') return student;
  throw new InputError(`${folder}: expected a student of ratings or rankings, found one of clicks`);
}
