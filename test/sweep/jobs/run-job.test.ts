import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareFromWords } from '../../../src/cli/sweep-job';
import type { PipelineEvent } from '../../../src/pipeline';
import type { Job, JobResult, Json } from '../../../src/sweep';
import { makeJob } from '../../../src/sweep/job-key';
import type { FinalDetails, Training } from '../../../src/sweep/jobs/job-settings';
import { runJob } from '../../../src/sweep/jobs/run-job';
import { speak } from '../../cli/command-line';
import { ringLines, ringLogit } from '../../cli/ring-lines';
import { writeTinyFiles } from '../../pipeline/tiny-data';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-jobs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface SearchRow {
  /** Only trials of rankings hold a hardWeight. */
  readonly trial: Omit<Training, 'hardWeight'> & {
    readonly hardWeight?: number;
    readonly student: string;
    readonly seed: number;
  };
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** A run in one process, and jobs with the same words in a cache of their own. */
class Case {
  readonly out: string;
  readonly cache: string;
  readonly events: PipelineEvent[] = [];

  constructor(
    name: string,
    readonly words: readonly string[],
  ) {
    this.out = join(folder, name, 'out');
    this.cache = join(folder, name, 'cache of jobs');
  }

  async runWhole(): Promise<void> {
    const places = ['--out', this.out, '--cache', join(this.out, 'cache')];
    const { exitCode, stderr } = await speak('distill', '--attached', ...this.words, ...places);
    expect(exitCode, stderr).toBe(0);
  }

  result<Shape>(): Shape {
    return JSON.parse(readFileSync(join(this.out, 'result.json'), 'utf8')) as Shape;
  }

  job(kind: Job['kind'], settings: Record<string, Json>): Job {
    const run = { words: this.words, fold: null, dataHash: null, codeVersion: 'test' };
    return makeJob({
      ...{ kind, label: kind, settings: { ...run, ...settings } },
      ...{ needs: [], threads: 1, limitSeconds: null },
    });
  }

  trial({ trial }: SearchRow, more: Record<string, Json> = {}): Job {
    return this.job('trial', { epochs: null, ...{ hardWeight: 1 }, ...trial, ...more });
  }

  run(job: Job, cacheFolder = this.cache): Promise<JobResult> {
    this.events.length = 0;
    const onEvent = (event: PipelineEvent) => this.events.push(event);
    return runJob(job, { prepare: prepareFromWords, cacheFolder, dataDir: folder, onEvent });
  }

  /** Stages that trained something. */
  trained(): string[] {
    return [...new Set(this.events.flatMap((event) => (event.kind === 'epoch' ? [event.stage] : [])))];
  }
}

const rowOf = ({ details }: JobResult, method: string) =>
  (details as unknown as FinalDetails).rows.find((row) => row.method === method);

describe('jobs on ratings', () => {
  let own: Case;
  let rows: SearchRow[];
  beforeAll(async () => {
    const tiny = writeTinyFiles(join(folder, 'tiny'));
    own = new Case('ratings', [
      ...['--ratings', join(tiny, 'ratings.csv'), '--items', join(tiny, 'items.csv'), '--text', 'none'],
      ...['--student', 'mf', '--temperatures', '1,2', '--alphas', '1', '--seeds', '1,2', '--members', '1'],
    ]);
    await own.runWhole();
    const { splits } = own.result<{ splits: { students: { search: SearchRow[] }[] }[] }>();
    rows = splits[0].students[0].search;
  }, 300_000);

  it('a teacher job keeps its word, and says what validation said of it', async () => {
    const { metrics, provenance } = await own.run(own.job('teacher', {}));
    const { splits, data } = own.result<{
      splits: { teacher: { validation: { ensemble: number }; weights: number } }[];
      data: { hash: string };
    }>();
    expect(metrics.validationRmse).toBe(splits[0].teacher.validation.ensemble);
    expect(metrics.weights).toBe(splits[0].teacher.weights);
    expect(provenance.dataHash).toBe(data.hash);
    expect(Object.keys(provenance.machine.operations as object)).toContain('matrix product');
    expect(readdirSync(own.cache).some((name) => name.startsWith('teacher-word-'))).toBe(true);
  });

  it('a trial has the metrics of the search row of a run in one process, bit for bit, and trains no teacher', async () => {
    expect(new Set(rows.map(({ trial }) => trial.method))).toEqual(
      new Set(['scratch', 'smoothed', 'distilled']),
    );
    const tensors = tf.memory().numTensors;
    for (const row of rows) {
      const { metrics } = await own.run(own.trial(row));
      expect(metrics).toEqual(row.metrics);
      expect(own.trained()).toEqual(['trial']);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('a trial on a machine without the teacher’s word makes it, and has the same metrics', async () => {
    const row = rows[rows.length - 1];
    const { metrics } = await own.run(own.trial(row), join(folder, 'another machine'));
    expect(metrics).toEqual(row.metrics);
    expect(own.trained()).toContain('teacher 1 of 1');
  });

  it('a trial finds a record whose soft targets were cleared, and makes them again', async () => {
    const row = rows[rows.length - 1];
    await own.run(own.job('teacher', {}));
    for (const name of readdirSync(own.cache))
      if (name.startsWith('soft-targets-')) rmSync(join(own.cache, name));
    expect((await own.run(own.trial(row))).metrics).toEqual(row.metrics);
  });

  it('a trial takes at most as many epochs as it is given', async () => {
    const { metrics } = await own.run(own.trial(rows[0], { epochs: 2 }));
    expect(metrics.epochs).toBe(2);
    expect(metrics.validationRmse).not.toBe(rows[0].metrics.validationRmse);
  });

  it('a final job compares on test as the run in one process does, with any seeds', async () => {
    const { students, teacher } = own.result<{
      students: Record<string, { values: number[][]; rmse: number }>[] & { p: number }[];
      teacher: { rmse: number };
    }>();
    const { splits } = own.result<{
      splits: { students: { methods: Record<string, { trial: Training & { seed: number } }> }[] }[];
    }>();
    const chosen = ['scratch', 'smoothed', 'distilled'].map((method) => {
      const {
        student: _,
        seed: __,
        ...trial
      } = splits[0].students[0].methods[method].trial as never as Record<string, Json>;
      return { ...trial, hardWeight: 1 };
    });
    const result = await own.run(own.job('final', { student: 'mf', chosen, seeds: [1, 2] }));
    expect(rowOf(result, 'teacher')?.mean).toBe(teacher.rmse);
    for (const method of ['scratch', 'smoothed', 'distilled']) {
      expect(rowOf(result, method)?.values).toEqual(students[0][method].values[0]);
      expect(result.metrics[method]).toBe(students[0][method].rmse);
    }
    expect(rowOf(result, 'distilled')?.p).toBe(students[0].p);
    expect(rowOf(result, 'scratch')?.p).toBe(null);
  });

  it('other data than the job is of are refused', async () => {
    const job = own.trial(rows[0], { dataHash: 'a'.repeat(64) });
    await expect(own.run(job)).rejects.toThrow(/expected data of hash aaaaaaaaaaaaaaaa, found/);
  });
});

describe('jobs on rankings', () => {
  let own: Case;
  let rows: SearchRow[];
  beforeAll(async () => {
    const path = join(folder, 'ring.tsv');
    writeFileSync(path, `${ringLines().join('\n')}\n`);
    own = new Case('rankings', [
      ...['--task', 'ranking', '--interactions', path, '--student', 'mean-of-history', '--temperatures', '1'],
      ...['--methods', 'hint', '--seeds', '1,2', '--members', '1', '--teacher', 'sasrec'],
    ]);
    await own.runWhole();
    rows = own.result<{ searches: { rows: SearchRow[] }[] }>().searches[0].rows;
  }, 300_000);

  it('a teacher job and trials after it give what a run in one process gives, bit for bit', async () => {
    const { metrics } = await own.run(own.job('teacher', {}));
    const { teacher } = own.result<{ teacher: { validationNdcg10: number } }>();
    expect(metrics.validationNdcg10).toBe(teacher.validationNdcg10);
    const tensors = tf.memory().numTensors;
    for (const method of ['scratch', 'hint']) {
      const row = rows.find(({ trial }) => trial.method === method) as SearchRow;
      expect((await own.run(own.trial(row))).metrics).toEqual(row.metrics);
      expect(own.trained()).toEqual(['trial']);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  }, 100_000);

  it('a final job compares on test as the run in one process does', async () => {
    const result = own.result<{
      rows: { method: string; trial: Record<string, Json>; ndcg10: number; p: number | null }[];
      teacher: { ndcg10: number };
    }>();
    const chosen = result.rows.map(({ trial: { student: _, seed: __, ...trial } }) => trial);
    const found = await own.run(own.job('final', { student: 'mean-of-history', chosen, seeds: [1, 2] }));
    expect(found.metrics).toEqual({
      teacher: result.teacher.ndcg10,
      ...Object.fromEntries(result.rows.map(({ method, ndcg10 }) => [method, ndcg10])),
    });
    expect(rowOf(found, 'hint')?.p).toBe(result.rows[1].p);
  }, 100_000);
});

describe('jobs on rankings with the lists of a teacher from elsewhere', () => {
  let own: Case;
  beforeAll(async () => {
    const path = join(folder, 'pairs.tsv');
    writeFileSync(path, `${ringLines().join('\n')}\n`);
    const data = ['--interactions', path];
    const asked = join(folder, 'asked');
    await speak('queries', ...data, '--candidates', '12', '--out', asked);
    const lines = readFileSync(join(asked, 'queries.jsonl'), 'utf8').trim().split('\n');
    const lists = lines.map((line) => {
      const { user, context, candidates } = JSON.parse(line);
      const last = context[context.length - 1];
      const logits = candidates.map((item: string) => ringLogit(last, item));
      return `${JSON.stringify({ user, context, items: candidates, logits })}\n`;
    });
    const file = join(folder, 'lists.jsonl');
    writeFileSync(file, lists.join(''));
    own = new Case('imported', [
      ...['--task', 'ranking', ...data, '--soft-targets', file, '--student', 'mean-of-history'],
      ...['--methods', 'catalogue-kl', '--temperatures', '1', '--alphas', '1', '--seeds', '1'],
    ]);
    await own.runWhole();
  }, 300_000);

  it('give what a run in one process gives, without a teacher’s row', async () => {
    const { metrics } = await own.run(own.job('teacher', {}));
    expect(metrics).toEqual({ lists: 180 });
    const result = own.result<{
      rows: { method: string; trial: Record<string, Json>; ndcg10: number }[];
      searches: { rows: SearchRow[] }[];
    }>();
    const row = result.searches[0].rows.find(({ trial }) => trial.method === 'catalogue-kl') as SearchRow;
    expect((await own.run(own.trial(row))).metrics).toEqual(row.metrics);
    const chosen = result.rows.map(({ trial: { student: _, seed: __, ...trial } }) => trial);
    const found = await own.run(own.job('final', { student: 'mean-of-history', chosen, seeds: [1] }));
    expect(found.metrics).toEqual(
      Object.fromEntries(result.rows.map(({ method, ndcg10 }) => [method, ndcg10])),
    );
    const shard = own.job('shard', { rowsAre: 'training', shard: 0, shards: 1 });
    await expect(own.run(shard)).rejects.toThrow(/no teacher is asked beside --soft-targets/);
  }, 100_000);
});

describe('jobs on clicks', () => {
  let own: Case;
  let rows: SearchRow[];
  beforeAll(async () => {
    own = new Case('clicks', [
      ...['--task', 'click', '--dataset', 'sample-clicks', '--student', 'logistic-regression'],
      ...['--methods', 'kd', '--temperatures', '1', '--alphas', '1', '--seeds', '1,2'],
      ...['--teacher', 'dcn-v2', '--members', '1', '--negative-share', '0.1'],
    ]);
    await own.runWhole();
    rows = own.result<{ searches: { rows: SearchRow[] }[] }>().searches[0].rows;
  }, 300_000);

  it('a teacher job and trials after it give what a run in one process gives, bit for bit', async () => {
    const { metrics } = await own.run(own.job('teacher', {}));
    const { teacher } = own.result<{ teacher: { validationLogLoss: number } }>();
    expect(metrics.validationLogLoss).toBe(teacher.validationLogLoss);
    const tensors = tf.memory().numTensors;
    for (const method of ['scratch', 'kd']) {
      const row = rows.find(({ trial }) => trial.method === method) as SearchRow;
      expect((await own.run(own.trial(row))).metrics).toEqual(row.metrics);
      expect(own.trained()).toEqual(['trial']);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  }, 100_000);

  it('a final job compares on test as the run in one process does', async () => {
    const result = own.result<{
      rows: {
        method: string;
        figures: { logLoss: number };
        p: number | null;
        bySplit: { trial: Record<string, Json> }[];
      }[];
      teacher: { figures: { logLoss: number } };
    }>();
    const chosen = result.rows.map(
      ({
        bySplit: [
          {
            trial: { student: _, seed: __, ...trial },
          },
        ],
      }) => ({
        ...trial,
        hardWeight: 1,
      }),
    );
    const found = await own.run(own.job('final', { student: 'logistic-regression', chosen, seeds: [1, 2] }));
    expect(found.metrics).toEqual({
      teacher: result.teacher.figures.logLoss,
      ...Object.fromEntries(result.rows.map(({ method, figures }) => [method, figures.logLoss])),
    });
    expect(rowOf(found, 'kd')?.p).toBe(result.rows[1].p);
    expect(existsSync(own.cache)).toBe(true);
  }, 100_000);
});
