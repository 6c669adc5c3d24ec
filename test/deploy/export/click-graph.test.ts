import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { ClickField } from '../../../src/data/click/click-table';
import { clickToOnnx } from '../../../src/deploy/export/onnx/click-graph';
import { clickScorerOf } from '../../../src/models';
import type { TableSharing } from '../../../src/models/click/field-embeddings';
import { LogisticRegression } from '../../../src/models/click/logistic-regression';
import { Random } from '../../../src/random';
import { everyClickModel } from '../../models/click/every-click-model';
import { fields } from '../../models/click/golden';
import { expectNear, type Feed, OnnxRun } from './run-onnx';
import { shaken } from './saved-models';

const sharings: readonly TableSharing[] = [
  { kind: 'per-field' },
  { kind: 'shared' },
  { kind: 'hashed', rows: 5 },
  { kind: 'quotient-remainder', remainders: 3 },
];
const cases = Object.entries(everyClickModel).flatMap(([name, create]) =>
  sharings.map((sharing) => ({ name, sharing, create })),
);

function drawRows(count: number, own: readonly ClickField[], random: Random) {
  const ids = Int32Array.from({ length: count * own.length }, (_, i) =>
    random.integer(own[i % own.length].size),
  );
  const numeric = own.filter(({ kind }) => kind === 'numeric').length;
  const numbers = random.normals(count * numeric, 1);
  const feeds: Record<string, Feed> = { ids: [ids, [count, own.length]] };
  if (numeric > 0) feeds.numbers = [numbers, [count, numeric]];
  return { batch: { ids, numbers, labels: new Float32Array(count) }, feeds };
}

describe.each(cases)('$name over a $sharing.kind table as ONNX', ({ create, sharing }) => {
  it('gives the logits of TensorFlow on random rows, whatever the batch', async () => {
    const random = new Random(4);
    const model = shaken(create({ sharing, dropout: 0, seed: 3 }), random);
    const before = tf.memory().numTensors;
    const run = await OnnxRun.open(clickToOnnx({ model, logitShift: -1.5, metadata: {} }).bytes);
    expect(tf.memory().numTensors).toBe(before);
    for (const count of [1, 17]) {
      const { batch, feeds } = drawRows(count, fields, random);
      const expected = clickScorerOf(model).score(batch);
      const { logits, probabilities } = await run.of(feeds);
      expectNear(logits, expected);
      expectNear(
        probabilities,
        expected.map((z) => 1 / (1 + Math.exp(1.5 - z))),
      );
    }
    await run.close();
    model.dispose();
  });
});

describe('clickToOnnx', () => {
  it('asks for no numbers where no field has any', async () => {
    const own: ClickField[] = [
      { name: 'site', kind: 'categorical', size: 3 },
      { name: 'ad', kind: 'categorical', size: 4 },
    ];
    const options = { fields: own, sharing: { kind: 'per-field' }, frequencies: [3, 2] } as const;
    const random = new Random(1);
    const model = shaken(new LogisticRegression(options), random);
    const { bytes, inputs } = clickToOnnx({ model, logitShift: 0, metadata: {} });
    expect(inputs.map(({ name }) => name)).toEqual(['ids']);
    const run = await OnnxRun.open(bytes);
    const { batch, feeds } = drawRows(6, own, random);
    expectNear((await run.of(feeds)).logits, clickScorerOf(model).score(batch));
    await run.close();
    model.dispose();
  });

  it.each([-1, fields[0].size])('has no answer for id %d of the first field', async (id) => {
    const model = everyClickModel['logistic-regression']();
    const run = await OnnxRun.open(clickToOnnx({ model, logitShift: 0, metadata: {} }).bytes);
    const { feeds } = drawRows(1, fields, new Random(1));
    (feeds.ids[0] as Int32Array)[0] = id;
    await expect(run.of(feeds)).rejects.toThrow(/out of data bounds/);
    await run.close();
    model.dispose();
  });
});
