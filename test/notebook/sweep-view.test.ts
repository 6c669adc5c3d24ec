import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from 'vitest';
import { sweepView } from '../../src/notebook/sweep-view';
import { findChromium } from '../../src/plot';
import type { SweepEvent } from '../../src/sweep';

interface Message {
  data: Record<string, unknown>;
  transient: { display_id?: string };
}

const jupyter = createRequire(__filename)('tslab/dist/jupyter.js');
let messages: { message: Message; isUpdate: boolean }[] = [];

beforeEach(() => {
  messages = [];
  jupyter.lastWriteDisplayData = (message: Message, isUpdate: boolean) =>
    messages.push({ message, isUpdate });
});

const counts = (done: number) => ({ total: 40, done, running: 1, failed: 0, skipped: 0 });
const job = (i: number) => ({
  ...{ key: `k${i}`, jobKind: 'trial' as const, label: `trial ${i}` },
  settings: { method: i % 2 === 0 ? 'scratch' : 'distilled' },
});
const about = { sweep: 'mine', conductor: 'c', place: 'p', executor: 'local', settings: {} };

function events(count: number): SweepEvent[] {
  const trials = Array.from({ length: count }, (_, i): SweepEvent[] => [
    { kind: 'job-started', ...job(i), attempt: 1, isFoundRunning: false, counts: counts(i) },
    {
      ...{ kind: 'job-finished', ...job(i), seconds: 1, isOwn: true, counts: counts(i + 1) },
      metrics: { validationRmse: i === 3 ? null : 1 - i / 100 },
    },
  ]);
  return [
    { kind: 'started', ...about, counts: counts(0) },
    ...trials.flat(),
    { kind: 'finished', outcome: 'complete', reason: null, seconds: 9, counts: counts(count) },
  ];
}

describe('sweepView', () => {
  it('shows one table and one plot that change in place, and not for every event', () => {
    const { onEvent } = sweepView({ metric: 'validationRmse', smaller: 'better' });
    for (const event of events(40)) onEvent(event);
    const ids = new Set(messages.map(({ message }) => message.transient.display_id));
    expect(ids.size).toBe(2);
    expect(messages.filter(({ isUpdate }) => !isUpdate)).toHaveLength(2);
    expect(messages.length).toBeLessThan(10);
  });

  it('ends with the best trials first, all trials in the plot, and what was done', () => {
    const { onEvent } = sweepView({ metric: 'validationRmse', smaller: 'better' });
    for (const event of events(40)) onEvent(event);
    const [table, plot] = messages.slice(-2).map(({ message }) => message.data);
    const lines = String(table['text/plain']).split('\n');
    expect(lines[0]).toBe('mine: 40 of 40 jobs done');
    expect(lines.slice(3)).toHaveLength(10);
    expect(lines[3]).toMatch(/^trial 39 +0\.6100$/);
    const figure = plot['application/vnd.plotly.v1+json'] as {
      data: { name: string; y: (number | null)[] }[];
    };
    const traces = new Map(figure.data.map(({ name, y }) => [name, y]));
    expect([...traces.keys()]).toEqual(['best so far', 'scratch', 'distilled']);
    expect(traces.get('scratch')).toHaveLength(20);
    expect(traces.get('best so far')?.slice(0, 5)).toEqual([1, 0.99, 0.98, 0.98, 0.96]);
  });

  it('adds a picture at the end, in place of the plot that is there', async () => {
    const { onEvent, finish } = sweepView({ metric: 'validationRmse', smaller: 'better' });
    for (const event of events(4)) onEvent(event);
    const plot = messages[messages.length - 1].message;
    await finish();
    const last = messages[messages.length - 1];
    expect(last.isUpdate).toBe(true);
    expect(last.message.transient).toEqual(plot.transient);
    const { 'image/png': picture, ...live } = last.message.data;
    expect(live).toEqual(plot.data);
    if (findChromium(process.env) !== null) expect(String(picture)).toMatch(/^iVBOR/);
  });

  it('names what failed', () => {
    const { onEvent } = sweepView({ metric: 'validationRmse', smaller: 'better' });
    onEvent({ kind: 'started', ...about, counts: counts(0) });
    const lost = { attempt: 2, reason: 'took longer than 5 s', tail: '', willRetry: false };
    onEvent({ kind: 'job-failed', ...job(1), ...lost, counts: { ...counts(0), failed: 1 } });
    onEvent({
      kind: 'finished',
      outcome: 'incomplete',
      reason: null,
      seconds: 1,
      counts: { ...counts(0), failed: 1 },
    });
    expect(messages.at(-1)?.message.data['text/plain']).toBe(
      'mine: 0 of 40 jobs done, 1 failed, 0 skipped; failed: trial 1: took longer than 5 s',
    );
  });
});
