import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grid, sweep, type TrialEvent } from '../../../src/distill/sweep';
import { InputError } from '../../../src/errors';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Trial = { temperature: number; alpha: number; seed: number };
const trials: Trial[] = grid({ temperature: [1, 2], alpha: [1, 3], seed: [0] });
const resultsPath = () => join(folder, 'results', 'trials.jsonl');
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);

/** A sweep whose trials are counted. */
function counted(change: object = {}) {
  const ran: Trial[] = [];
  const results = sweep<Trial>({
    trials,
    run: async (trial) => {
      ran.push(trial);
      return { validationRmse: trial.temperature + trial.alpha };
    },
    resultsPath: resultsPath(),
    context: 'data and teacher',
    ...change,
  });
  return { ran, results };
}

async function refusal(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('the sweep went through where it should have failed');
}

describe('grid', () => {
  it('lists every combination, the last name varying fastest', () => {
    expect(grid({ temperature: [1, 2], loss: ['kl', 'mse'] })).toEqual([
      { temperature: 1, loss: 'kl' },
      { temperature: 1, loss: 'mse' },
      { temperature: 2, loss: 'kl' },
      { temperature: 2, loss: 'mse' },
    ]);
  });

  it('refuses an empty list', () => {
    expect(() => grid({ temperature: [1], seed: [] })).toThrow('grid: seed lists no value');
  });
});

describe('sweep', () => {
  it('returns a result for each trial, in their order, and one line for each on disk', async () => {
    const { ran, results } = counted();
    const found = await results;
    expect(ran).toEqual(trials);
    expect(found.map(({ trial }) => trial)).toEqual(trials);
    expect(found.map(({ metrics }) => metrics.validationRmse)).toEqual([2, 4, 3, 5]);
    expect(linesOf(resultsPath()).map((line) => JSON.parse(line))).toEqual(found);
  });

  it('runs nothing again, and with more trials only those', async () => {
    const first = await counted().results;
    const again = counted();
    expect(await again.results).toEqual(first);
    expect(again.ran).toEqual([]);
    const added = { temperature: 8, alpha: 1, seed: 0 };
    const more = counted({ trials: [added, ...[...trials].reverse()] });
    const found = await more.results;
    expect(more.ran).toEqual([added]);
    expect(found.slice(1)).toEqual([...first].reverse());
  });

  it('knows settings again whatever the order of their names', async () => {
    await counted().results;
    const turned = counted({
      trials: trials.map(({ temperature, alpha, seed }) => ({ seed, alpha, temperature })),
    });
    await turned.results;
    expect(turned.ran).toEqual([]);
  });

  it('takes no result of another context', async () => {
    await counted().results;
    const other = counted({ context: 'another teacher' });
    await other.results;
    expect(other.ran).toEqual(trials);
  });

  it('does a trial again whose line was cut at any byte', async () => {
    const whole = await counted().results;
    const bytes = readFileSync(resultsPath());
    const lastStart = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    for (const length of [lastStart + 1, bytes.length - 20, bytes.length - 1]) {
      writeFileSync(resultsPath(), bytes.subarray(0, length));
      const { ran, results } = counted();
      const found = await results;
      expect(ran).toEqual([trials[3]]);
      expect(found.map(({ metrics }) => metrics)).toEqual(whole.map(({ metrics }) => metrics));
      expect(linesOf(resultsPath()).map((line) => JSON.parse(line).trial)).toEqual(trials);
      const again = counted();
      expect(await again.results).toEqual(found);
      expect(again.ran).toEqual([]);
    }
  });

  it('refuses a file that is damaged elsewhere, naming the line', async () => {
    await counted().results;
    const lines = linesOf(resultsPath());
    for (const damage of ['{"key":"x","tri', '[1, 2]', 'null']) {
      writeFileSync(resultsPath(), `${[lines[0], damage, ...lines.slice(2)].join('\n')}\n`);
      const error = await refusal(counted().results);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toContain(`${resultsPath()}:2: expected a trial's result in JSON`);
    }
  });

  it('reports done, total and the time left', async () => {
    await counted({ trials: trials.slice(0, 1) }).results;
    const events: TrialEvent<Trial>[] = [];
    const run = async () => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return { validationRmse: 1 };
    };
    await counted({ run, onTrial: (event: TrialEvent<Trial>) => events.push(event) }).results;
    expect(events.map(({ done, total }) => [done, total])).toEqual([
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    expect(events.map(({ result }) => result.trial)).toEqual(trials.slice(1));
    expect(events[0].timeLeftMs).toBeGreaterThan(70);
    expect(events[1].timeLeftMs).toBeLessThan(events[0].timeLeftMs);
    expect(events[2].timeLeftMs).toBe(0);
  });

  it('stops at the signal, keeps what is done, and hands the signal to the trial', async () => {
    const controller = new AbortController();
    const onTrial = ({ done }: TrialEvent<Trial>) => {
      if (done === 2) controller.abort(new Error('enough'));
    };
    const signals = new Set<AbortSignal>();
    const run = async (_: Trial, signal: AbortSignal) => {
      signals.add(signal);
      return { validationRmse: 1 };
    };
    const error = await refusal(counted({ run, onTrial, signal: controller.signal }).results);
    expect(error.message).toBe('enough');
    expect(linesOf(resultsPath()).length).toBe(2);
    expect([...signals]).toEqual([controller.signal]);
  });

  it('keeps the trials before one that fails', async () => {
    const run = async (trial: Trial) => {
      if (trial === trials[2]) throw new Error('out of memory');
      return { validationRmse: 1 };
    };
    expect((await refusal(counted({ run }).results)).message).toBe('out of memory');
    const rest = counted();
    await rest.results;
    expect(rest.ran).toEqual(trials.slice(2));
  });

  it('keeps a metric that is not finite as null', async () => {
    const found = await counted({ run: async () => ({ validationRmse: Number.NaN, epochs: 3 }) }).results;
    expect(found[0].metrics).toEqual({ validationRmse: null, epochs: 3 });
    expect(await counted().results).toEqual(found);
  });

  it('refuses trials that are the same, and settings that JSON cannot tell apart', async () => {
    const twice = await refusal(counted({ trials: [trials[0], trials[1], { ...trials[0] }] }).results);
    expect(twice.message).toContain('sweep: trials 0 and 2 are the same');
    const nan = await refusal(counted({ trials: [{ temperature: Number.NaN }] }).results);
    expect(nan.message).toContain('found NaN');
    expect(existsSync(resultsPath())).toBe(false);
  });
});

describe('a sweep killed in the middle', () => {
  it('goes on with what is missing and ends as if it had never been killed', async () => {
    const script = join(folder, 'killed-sweep.cjs');
    buildSync({
      entryPoints: [join(__dirname, 'killed-sweep.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
    });
    const starts = join(folder, 'starts');
    const killed = spawn(process.execPath, [script, resultsPath(), starts, '150'], { stdio: 'ignore' });
    const ended = new Promise<string | null>((resolve) => killed.on('exit', (_, signal) => resolve(signal)));
    while (!existsSync(resultsPath()) || linesOf(resultsPath()).length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    killed.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const kept = linesOf(resultsPath());
    expect(kept.length).toBeLessThan(12);
    // What a kill in the middle of a write leaves.
    appendFileSync(resultsPath(), kept[0].slice(0, 50));
    const startsBefore = linesOf(starts).length;

    const arguments_ = (path: string, log: string) => [script, path, join(folder, log), '0'];
    const resumed = spawnSync(process.execPath, arguments_(resultsPath(), 'starts'), { encoding: 'utf8' });
    const whole = spawnSync(process.execPath, arguments_(join(folder, 'whole.jsonl'), 'other'), {
      encoding: 'utf8',
    });
    expect(resumed.stderr).toBe('');
    expect(resumed.stdout).toBe(whole.stdout);
    expect(JSON.parse(whole.stdout).length).toBe(12);
    expect(linesOf(resultsPath()).slice(0, kept.length)).toEqual(kept);
    expect(linesOf(starts).length - startsBefore).toBe(12 - kept.length);
    expect(new Set(linesOf(resultsPath()).map((line) => JSON.parse(line).key)).size).toBe(12);
  });
});
