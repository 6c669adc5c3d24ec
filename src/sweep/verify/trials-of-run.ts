import { InputError } from '../../errors';
import type { Job } from '../job';
import { makeJob } from '../job-key';

/** A trial of a distillation's own search, as a sweep would have done it. */
export interface RunTrial {
  readonly job: Job;
  readonly metrics: Readonly<Record<string, number | null>>;
}

interface Row {
  readonly trial: { readonly student: string; readonly method: string; readonly seed: number };
  readonly metrics: RunTrial['metrics'];
}

/** The parts of `result.json` that its searches stand in, for each of the tasks. */
interface ResultShape {
  readonly split?: string;
  readonly splits?: readonly {
    readonly split: string;
    readonly students?: readonly { search: readonly Row[] }[];
  }[];
  readonly searches?: readonly { readonly split?: string; readonly rows: readonly Row[] }[];
}

function rowsOf({ split = '', splits = [], searches }: ResultShape): { fold: string; row: Row }[] {
  if (searches !== undefined)
    return searches.flatMap(({ split: own = split, rows }) => rows.map((row) => ({ fold: own, row })));
  return splits.flatMap(({ split: fold, students = [] }) =>
    students.flatMap(({ search }) => search.map((row) => ({ fold, row }))),
  );
}

/**
 * The trials that the search of a distillation did, from its `result.json`.
 * @throws InputError where it holds none
 */
export function trialsOfRun(path: string, result: object): RunTrial[] {
  const rows = rowsOf(result as ResultShape);
  if (rows.length === 0)
    throw new InputError(
      `${path}: expected the trials of a search, found none; give --all to do it all again`,
    );
  return rows.map(({ fold, row: { trial, metrics } }) => {
    const run = { words: [], fold, dataHash: null, codeVersion: '' };
    const settings = { ...run, epochs: null, hardWeight: 1, ...trial };
    const { student, method, seed, ...others } = trial;
    const told = Object.entries(others).map(([name, value]) => `${name} ${value}`);
    const label = [fold, student, method, ...told, `seed ${seed}`].join(' ');
    const job = makeJob({ kind: 'trial', label, settings, needs: [], threads: 1, limitSeconds: null });
    return { job, metrics };
  });
}
