import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CheckpointEvent } from '../../src/train/checkpoint';
import { bundle, runChild } from '../processes/run-child';
import { toyRun } from './toy-run';

/** Several processes, each of which loads TensorFlow anew. */
const killedRunsMs = 300_000;

const root = mkdtempSync(join(tmpdir(), 'recdistill checkpoints '));
afterAll(() => rmSync(root, { recursive: true }));

class Stopped extends Error {}

/** Runs until `steps` batches are done, then breaks off. */
function interrupted(folder: string, steps: number): void {
  let done = 0;
  const stop = () => {
    done++;
    if (done === steps) throw new Stopped();
  };
  const checkpoint = { folder, key: 'toy', everySteps: 4 };
  expect(() => toyRun({ checkpoint, onBatch: stop })).toThrow(Stopped);
}

function resumed(folder: string, key = 'toy') {
  const events: CheckpointEvent[] = [];
  const result = toyRun({
    checkpoint: { folder, key, everySteps: 4, onEvent: (event) => events.push(event) },
  });
  return { ...result, events };
}

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}

const whole = toyRun();

describe('a checkpoint', () => {
  it('does not change what training comes to', () => {
    const result = resumed(join(root, 'fresh'));
    expect(result.hash).toBe(whole.hash);
    expect(result.events.every((event) => event.kind === 'written')).toBe(true);
  });

  it.each([3, 5, 12, 13, 30, 47])('resumes after %i steps to the same weights and history', (steps) => {
    const folder = join(root, `stopped at ${steps}`);
    interrupted(folder, steps);
    const result = resumed(folder);
    expect(result.hash).toBe(whole.hash);
    expect(result.bestValidation).toBe(whole.bestValidation);
    const seen = (run: { history: { trainLoss: number; validation: number }[] }) =>
      run.history.map(({ trainLoss, validation }) => [trainLoss, validation]);
    expect(seen(result)).toEqual(seen(whole));
    expect(result.events[0].kind).toBe(steps < 5 ? 'written' : 'resumed');
  });

  it('of a finished run gives its result without another step', () => {
    const folder = join(root, 'finished');
    resumed(folder);
    let steps = 0;
    const again = toyRun({
      checkpoint: { folder, key: 'toy', everySteps: 4 },
      onBatch: () => {
        steps++;
      },
    });
    expect(again.hash).toBe(whole.hash);
    expect(steps).toBe(0);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['with one bit turned in a weight', (bytes: Buffer) => flip(bytes, bytes.length - 40)],
    ['with one letter turned in its state', (bytes: Buffer) => flip(bytes, bytes.indexOf('lossSum') + 12)],
    ['empty', () => Buffer.alloc(0)],
  ])('%s is refused with the reason, and the one before it serves', (what, damage) => {
    const folder = join(root, what);
    interrupted(folder, 13);
    const files = readdirSync(folder).sort();
    expect(files).toHaveLength(2);
    const path = join(folder, files[1]);
    writeFileSync(path, damage(readFileSync(path)));
    const result = resumed(folder);
    expect(result.hash).toBe(whole.hash);
    expect(result.events[0]).toMatchObject({ kind: 'refused', path });
    expect(result.events[1]).toMatchObject({ kind: 'resumed', path: join(folder, files[0]) });
  });

  it('starts again where no checkpoint is whole, and says so', () => {
    const folder = join(root, 'all damaged');
    interrupted(folder, 13);
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'damaged');
    const result = resumed(folder);
    expect(result.hash).toBe(whole.hash);
    expect(result.events.slice(0, 2).map((event) => event.kind)).toEqual(['refused', 'refused']);
  });

  it.each([
    ['other data', () => resumed(join(root, 'foreign'), 'other data')],
    [
      'another learning rate',
      () => toyRun({ learningRate: 0.5, checkpoint: { folder: join(root, 'foreign'), key: 'toy' } }),
    ],
    [
      'another batch size',
      () => toyRun({ batchSize: 10, checkpoint: { folder: join(root, 'foreign'), key: 'toy' } }),
    ],
  ])('is refused by a run with %s', (_, run) => {
    interrupted(join(root, 'foreign'), 13);
    expect(run).toThrow(/found one of other settings, data or starting weights; name another folder/);
  });
});

describe('a killed process', () => {
  it(
    'comes to the same weights when it is started again',
    async () => {
      const path = bundle(join(__dirname, 'toy-run-child.ts'), root);
      const folder = join(root, 'killed');
      // The second kill falls right behind the resumption, the third in a later epoch.
      for (const killAfter of [9, 1, 26]) {
        const { lines, signal } = await runChild(path, [folder, String(killAfter)]);
        expect(signal).toBe('SIGKILL');
        expect(lines.some((line) => line.startsWith('hash'))).toBe(false);
      }
      // What a kill in the middle of a write leaves behind.
      writeFileSync(join(folder, 'step-0000000040.safetensors.abc.partial'), 'half');
      const { lines } = await runChild(path, [folder]);
      expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
      expect(lines[0]).toBe('resumed');
      expect(lines[lines.length - 1]).toBe(`hash ${whole.hash}`);
    },
    killedRunsMs,
  );
});
