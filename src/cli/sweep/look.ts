import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import {
  type ClickMethodName,
  type ClickStudentName,
  methodsOf,
  readsLogits,
} from '../../pipeline/click/click-names';
import { codeVersion } from '../../pipeline/code-version';
import { type MethodName, methodTraits } from '../../pipeline/ranking/create-method';
import type { SweepDescription } from '../../sweep/description/sweep-description';
import { readDescription } from '../../sweep/open-sweep';
import type { AxesRead, SweepGround } from '../../sweep/plan/ground';
import { parseRow } from '../settings-table/parse-row';
import { prepareFromWords } from '../sweep-job';

/** Options of `distill` that a sweep decides itself. */
const decided = ['student', 'methods', 'temperatures', 'alphas', 'seeds', 'task', 'profile', 'folds'];
/** Options of `distill` that no job of a sweep reads. */
const unread = ['label-shares', 'ablation', 'data-dir'];

const nothing: AxesRead = { temperatures: false, alphas: false, hardWeights: false };

function checkDecided(place: string, words: readonly string[]): void {
  const names = words.map((word) => word.replace(/^--(no-)?/, '').split('=')[0]);
  for (const name of names) {
    if (decided.includes(name))
      throw new InputError(`${place}: "${name}" stands among "data" or "teacher"; it has a place of its own`);
    if (unread.includes(name))
      throw new InputError(`${place}: "${name}": no job of a sweep reads it; leave it out`);
  }
}

type Students = SweepGround['students'];

function ratingStudents({ students, methods }: SweepDescription, place: string): Students {
  if (methods.length !== 1 || methods[0] !== 'distilled')
    throw new InputError(
      `${place}, "methods": expected ["distilled"] for ratings, found ${JSON.stringify(methods)}`,
    );
  const distilled = { method: 'distilled', reads: { ...nothing, temperatures: true, alphas: true } };
  const controls = ['scratch', 'smoothed'].map((method) => ({ method, reads: nothing }));
  return students.map((student) => ({ student, methods: [...controls, distilled] }));
}

function rankingStudents({ students, methods }: SweepDescription): Students {
  const taught = methods.map((method) => {
    const { isSoftened, standsAlone } = methodTraits(method as MethodName);
    return { method, reads: { temperatures: isSoftened, alphas: true, hardWeights: standsAlone } };
  });
  return students.map((student) => ({
    student,
    methods: [{ method: 'scratch', reads: nothing }, ...taught],
  }));
}

function clickStudents({ students, methods }: SweepDescription): Students {
  return students.map((student) => {
    const learnt = methodsOf(student as ClickStudentName, methods as ClickMethodName[]);
    const taught = learnt.map((method) => ({
      method,
      reads: { ...nothing, temperatures: readsLogits(method), alphas: true },
    }));
    return { student, methods: [{ method: 'scratch', reads: nothing }, ...taught] };
  });
}

function studentsOf(description: SweepDescription, place: string): Students {
  if (description.task === 'rating') return ratingStudents(description, place);
  return description.task === 'ranking' ? rankingStudents(description) : clickStudents(description);
}

function foldWords(folds: SweepDescription['folds']): string[] {
  if (folds === null) return [];
  return [`--folds=${typeof folds === 'number' ? folds : folds.join(',')}`];
}

/** Every fold by the fewest words that give it: a published one by its own name, one of many at random by them all. */
function foldsOf({ folds }: SweepDescription, words: readonly string[], names: readonly string[]) {
  if (folds === null) return [{ fold: null, words }];
  return names.map((fold) => ({
    fold,
    words: [...words, ...(typeof folds === 'number' ? foldWords(folds) : [`--folds=${fold}`])],
  }));
}

/**
 * `recdistill sweep look`: checks a description's options against the data, and writes what it comes to.
 * @throws InputError for options that `distill` does not know or that the data cannot do
 */
export async function look(options: {
  readonly descriptionPath: string;
  readonly groundPath: string;
  readonly dataDir?: string;
}): Promise<void> {
  const { descriptionPath: place, groundPath, dataDir } = options;
  const description = readDescription(place);
  const { task, profile, data, teacher, folds, methods, students } = description;
  const { words } = parseRow({ place, record: { ...teacher, data }, own: [], overrides: {} });
  checkDecided(place, words);
  const all = [...words, `--task=${task}`, `--profile=${profile}`];
  if (task === 'ranking' && folds !== null && (typeof folds === 'number' || folds.length > 1))
    throw new InputError(`${place}, "folds": rankings have one split; name one fold, or give null`);
  const taught = task === 'rating' ? [] : [`--methods=${methods.join(',')}`];
  const whole = [...all, ...foldWords(folds), `--student=${students.join(',')}`, ...taught];
  const { dataHash, splits } = await prepareFromWords(whole, { dataDir });
  const ground: SweepGround = {
    ...{ dataHash, codeVersion: codeVersion() },
    folds: foldsOf(
      description,
      all,
      splits.map(({ name }) => name),
    ),
    students: studentsOf(description, place),
  };
  writeFileAtomic(groundPath, `${JSON.stringify(ground, null, 1)}\n`);
}
