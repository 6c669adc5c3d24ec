import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distillClicks, scoreClickTargets } from '../../../src/distill/click';
import type { DistillTerm } from '../../../src/distill/distill-term';
import { dropWrongTeacher } from '../../../src/distill/strategies/drop-wrong-teacher';
import { learntTemperature } from '../../../src/distill/strategies/learnt-temperature';
import { linearSchedule } from '../../../src/distill/strategies/schedules';
import { similarityPreserving } from '../../../src/distill/strategies/similarity-preserving';
import { softenedTerm } from '../../../src/distill/strategies/softened-term';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { predictClickLogits } from '../../../src/models/click/predict-click-logits';
import { Random } from '../../../src/random';
import { everyClickModel } from '../../models/click/every-click-model';
import { fields } from '../../models/click/golden';
import { everyRow, tableOf } from '../../models/click/small-table';

const random = new Random(4);
const table = tableOf({
  ids: Int32Array.from({ length: 32 * fields.length }, (_, i) =>
    random.integer(fields[i % fields.length].size),
  ),
  numbers: random.normals(64, 1),
  labels: Float32Array.from({ length: 32 }, (_, row) => row % 2),
});
const rows = everyRow(table);
const logits = Float32Array.from({ length: 32 }, (_, row) => (row % 4 < 2 ? 2 : -2));
const budget = { epochs: 3, patience: 100, batchSize: 8, learningRate: 0.02, weightDecay: 0, seed: 3 };

/** The student's logits after a training. */
function taught(options: Partial<Parameters<typeof distillClicks>[0]>): Float32Array {
  const student = everyClickModel['click-mlp']();
  let left = 1000;
  const settings = {
    table,
    rows,
    softTargets: { logits, hidden: null },
    temperature: 2,
    alpha: 1,
    ...budget,
  };
  distillClicks({ ...settings, student, validate: () => left--, ...options });
  const found = predictClickLogits({ scorer: clickScorerOf(student), table, rows });
  student.dispose();
  return found;
}
const distance = (a: Float32Array, b: Float32Array) => Math.max(...a.map((z, row) => Math.abs(z - b[row])));

describe('a term on clicks', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('speaks of the two classes as the loss of one logit does', () => {
    const plain = taught({});
    expect(distance(taught({ term: softenedTerm({}) }), plain)).toBeLessThan(1e-3);
    expect(distance(taught({ alpha: 0 }), plain)).toBeGreaterThan(0.05);
  });

  it('knows the observed clicks, except where they are not to count', () => {
    const seen: number[] = [];
    const soft = softenedTerm({ weight: dropWrongTeacher() });
    const term: DistillTerm = {
      ...soft,
      loss: (batch) => {
        batch.rows.forEach((row, i) => {
          seen[row] = batch.labels[i];
        });
        return soft.loss(batch);
      },
    };
    const labelWeights = Float32Array.from({ length: 32 }, (_, row) => (row < 4 ? 0 : 1));
    taught({ term, labelWeights });
    expect(seen.slice(0, 8)).toEqual([-1, -1, -1, -1, 0, 1, 0, 1]);
  });

  it('learns its temperature, follows schedules and matches layers', () => {
    const term = learntTemperature({ range: 3, reversal: 1, learningRate: 0.05 });
    taught({ term, temperature: linearSchedule({ from: 3, to: 1, until: 1 }) });
    expect(term.factor()).toBeGreaterThan(1.05);
    term.dispose();
    const teacher = everyClickModel['click-mlp']();
    const scorer = clickScorerOf(teacher);
    const softTargets = scoreClickTargets({ teacher: scorer, hiddenOf: teacher, table, rows });
    const layers = similarityPreserving({ pairs: [{ student: 0, teacher: 0 }] });
    expect(distance(taught({ term: layers, softTargets, alpha: 50 }), taught({ alpha: 0 }))).toBeGreaterThan(
      1e-3,
    );
    teacher.dispose();
  });
});
