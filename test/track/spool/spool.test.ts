import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeOpenRuns, openRunsOf } from '../../../src/track/spool/close-open-runs';
import { SpoolLock } from '../../../src/track/spool/lock';
import { readPosition, writePosition } from '../../../src/track/spool/position';
import { segmentPath, segmentsOf } from '../../../src/track/spool/segments';
import { allEvents, readSpool, spoolStart } from '../../../src/track/spool/spool-reader';
import { SpoolWriter } from '../../../src/track/spool/spool-writer';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool ü '));
});
afterEach(() => rmSync(folder, { recursive: true }));

const scalar = (step: number, text = '') =>
  ({ kind: 'scalars', run: `run ${text}`, step, values: { loss: step / 8 } }) as const;

const stepsIn = (from = spoolStart) =>
  [...allEvents(folder, from)].map(({ event }) => (event.kind === 'scalars' ? event.step : -1));

describe('a spool', () => {
  it('gives back every event in its order, whatever the segments and however often its writer is opened', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 40, unit: 'binary' }), { maxLength: 20 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 400 }),
        (sessions, segmentBytes) => {
          for (const name of readdirSync(folder)) rmSync(join(folder, name));
          let step = 0;
          const written = sessions.flatMap((texts) => {
            const writer = new SpoolWriter({ folder, segmentBytes });
            const events = texts.map((text) => scalar(step++, text));
            for (const event of events) writer.append(event);
            writer.close();
            return events;
          });
          const read = [...allEvents(folder)].map(({ event: { time: _, ...event } }) => event);
          expect(read).toEqual(written.map((event) => JSON.parse(JSON.stringify(event))));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('can be read on from any place, with nothing twice and nothing left out', () => {
    const writer = new SpoolWriter({ folder, segmentBytes: 200 });
    for (let step = 0; step < 20; step++) writer.append(scalar(step));
    const events = [...allEvents(folder)];
    expect(segmentsOf(folder).length).toBeGreaterThan(3);
    events.forEach(({ end }, i) => {
      expect(stepsIn(end)).toEqual(Array.from({ length: 19 - i }, (_, k) => i + 1 + k));
    });
    writer.append(scalar(20));
    expect(readSpool(folder, events[19].end)).toHaveLength(1);
    writer.close();
  });

  it('holds back a line that is not whole yet, and passes over one that a kill has torn', () => {
    const first = new SpoolWriter({ folder, segmentBytes: 1e6 });
    first.append(scalar(1));
    first.append(scalar(2));
    const path = segmentPath(folder, 1);
    truncateSync(path, readFileSync(path).length - 5);
    expect(stepsIn()).toEqual([1]);
    const second = new SpoolWriter({ folder, segmentBytes: 1e6 });
    second.append(scalar(3));
    expect(stepsIn()).toEqual([1, 3]);
    first.close();
    second.close();
  });

  it('passes over lines that are no events, also where a whole chunk of them comes', () => {
    const writer = new SpoolWriter({ folder, segmentBytes: 1e9 });
    writer.append(scalar(1));
    appendFileSync(segmentPath(folder, 1), `${'not json\n'.repeat(60_000)}`);
    writer.append(scalar(2));
    expect(stepsIn()).toEqual([1, 2]);
    writer.close();
  });

  it('reads a line longer than what is read at once', () => {
    const writer = new SpoolWriter({ folder, segmentBytes: 1e6 });
    writer.append(scalar(1, 'x'.repeat(1 << 20)));
    writer.append(scalar(2));
    expect(stepsIn()).toEqual([1, 2]);
    writer.close();
  });

  it('knows which runs are open, and ends them, the latest first', () => {
    const writer = new SpoolWriter({ folder, segmentBytes: 1e6 });
    for (const run of ['all', 'one', 'two']) writer.append({ kind: 'started', run, settings: {} });
    writer.append({ kind: 'finished', run: 'one', values: {} });
    writer.close();
    expect(openRunsOf(folder)).toEqual(['two', 'all']);
    expect(closeOpenRuns(folder, 'killed')).toBe(2);
    expect(openRunsOf(folder)).toEqual([]);
    expect([...allEvents(folder)].at(-1)?.event).toMatchObject({ run: 'all', status: 'killed' });
    expect(closeOpenRuns(folder, 'killed')).toBe(0);
  });

  it('has a position for each target, at the start where there is none', () => {
    expect(readPosition(folder, 'mlflow')).toMatchObject({ place: spoolStart, sent: 0, error: null });
    const position = { ...readPosition(folder, 'mlflow'), sent: 3, state: { runs: { a: 1 } } };
    writePosition(folder, 'mlflow', position);
    expect(readPosition(folder, 'mlflow')).toEqual(position);
    expect(readPosition(folder, 'wandb').sent).toBe(0);
  });
});

describe('the lock of a spool', () => {
  it('is held by one at a time', () => {
    const lock = SpoolLock.take(folder);
    expect(lock).not.toBeNull();
    expect(SpoolLock.take(folder)).toBeNull();
    expect(lock?.touch()).toBe(true);
    lock?.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(SpoolLock.take(folder)).not.toBeNull();
  });

  it('is taken over from a process that is gone, and its old holder notices', () => {
    const old = SpoolLock.take(folder);
    const path = join(folder, 'sender.lock');
    const content = JSON.parse(readFileSync(path, 'utf8'));
    // beyond the largest process number that Linux gives
    writeFileSync(path, JSON.stringify({ ...content, pid: 4_194_305 }));
    expect(SpoolLock.take(folder)).not.toBeNull();
    expect(old?.touch()).toBe(false);
    old?.release();
    expect(readdirSync(folder)).toEqual(['sender.lock']);
  });

  it('is taken over from another machine only when nobody has touched it for long', () => {
    const path = join(folder, 'sender.lock');
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', at: '0' }));
    expect(SpoolLock.take(folder)).toBeNull();
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(path, minuteAgo, minuteAgo);
    expect(SpoolLock.take(folder)).not.toBeNull();
  });
});
