import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { ClickEnsemble } from '../../../src/models/click/click-ensemble';
import { type ClickScorer, clickScorerOf } from '../../../src/models/click/click-scorer';
import { predictClickHidden } from '../../../src/models/click/predict-click-hidden';
import { predictClickLogits } from '../../../src/models/click/predict-click-logits';
import { everyClickModel } from './every-click-model';
import { batch, expectClose, fillFrom, goldens } from './golden';
import { everyRow, smallTable } from './small-table';

/** A scorer that says the same of every row. */
const saying = (...logits: number[]): ClickScorer => ({ score: () => Float32Array.from(logits) });
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

describe('ClickEnsemble', () => {
  it('means logits or probabilities, as it is told', () => {
    const members = [saying(1, -2), saying(3, -2), saying(-1, -2)];
    expectClose(new ClickEnsemble({ members, mean: 'logits' }).score(batch), [1, -2]);
    const p = (sigmoid(1) + sigmoid(3) + sigmoid(-1)) / 3;
    expectClose(new ClickEnsemble({ members, mean: 'probabilities' }).score(batch), [
      Math.log(p / (1 - p)),
      -2,
    ]);
  });

  it('stays finite and exact where all are sure', () => {
    const members = [saying(500, -80, 500), saying(700, -90, -500)];
    const scores = new ClickEnsemble({ members, mean: 'probabilities' }).score(batch);
    // σ(−80) + σ(−90) is e^−80 but for 5e-5 of it, over two; 1 − p is e^−500 over two.
    expectClose(scores, [500 + Math.log(2), -80 - Math.log(2) + Math.log1p(Math.exp(-10)), 0]);
  });

  it('refuses no members and an unknown mean', () => {
    expect(() => new ClickEnsemble({ members: [], mean: 'logits' })).toThrow(/at least one member/);
    expect(() => new ClickEnsemble({ members: [saying(1)], mean: 'median' as never })).toThrow(
      /logits or probabilities, found "median"/,
    );
  });
});

describe('predictClickLogits and predictClickHidden', () => {
  it('give the rows asked for in their order, whatever the batches', () => {
    const before = tf.memory().numTensors;
    const model = fillFrom('deep-fm', everyClickModel['deep-fm']());
    const table = smallTable();
    const rows = Int32Array.of(4, 0, 3, 3, 1);
    const done: number[] = [];
    const logits = predictClickLogits({
      ...{ scorer: clickScorerOf(model), table, rows, batchSize: 2 },
      onProgress: (count) => done.push(count),
    });
    expectClose(
      logits,
      [...rows].map((row) => goldens['deep-fm'].logits[row]),
    );
    expect(done).toEqual([2, 4, 5]);
    const [whole, cut] = [100, 2].map((batchSize) => predictClickHidden({ model, table, rows, batchSize }));
    expect(whole.width).toBe(7);
    expectClose(cut.values, whole.values);
    expectClose(whole.values.subarray(14, 21), whole.values.subarray(21, 28));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('say which model has no hidden layer, and refuse unknown options', () => {
    const before = tf.memory().numTensors;
    const model = everyClickModel['logistic-regression']();
    const table = smallTable();
    expect(() => predictClickHidden({ model, table, rows: everyRow(table) })).toThrow(
      /a logistic-regression model has no hidden layer/,
    );
    const options = { scorer: clickScorerOf(model), table, rows: everyRow(table), size: 3 };
    expect(() => predictClickLogits(options)).toThrow(/unknown option "size"/);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
