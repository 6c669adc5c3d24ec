import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { distillClicks } from '../../../src/distill/click/distill-clicks';
import { binaryCrossEntropyLoss } from '../../../src/distill/losses/binary-cross-entropy-loss';
import { InputError } from '../../../src/errors';
import { ClickMlp } from '../../../src/models/click/click-mlp';
import type { ClickModel } from '../../../src/models/click/click-model';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { DcnV2, type DcnV2Options } from '../../../src/models/click/dcn-v2';
import { DeepFm } from '../../../src/models/click/deep-fm';
import { FactorizationMachine } from '../../../src/models/click/factorization-machine';
import { FieldEmbeddings } from '../../../src/models/click/field-embeddings';
import { LogisticRegression } from '../../../src/models/click/logistic-regression';
import { Random } from '../../../src/random';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';
import { type Gradient, hashWeights, type Parameter } from '../../../src/tensor/parameter';
import { everyClickModel, type Variation } from './every-click-model';
import { batch, expectClose, fields, fillFrom, goldens } from './golden';
import { everyRow, smallTable } from './small-table';

const scoreOf = (model: ClickModel, rows = batch) => clickScorerOf(model).score(rows);

/** A gradient in the parameter's own shape, zeros where no row was touched. */
function wholeGradient({ shape, size }: Parameter, gradient: Gradient): Float32Array {
  const values = gradient.values.dataSync<'float32'>();
  if (gradient.kind === 'dense') return values.slice();
  const whole = new Float32Array(size);
  gradient.indices.forEach((row, i) => {
    whole.set(values.subarray(i * shape[1], (i + 1) * shape[1]), row * shape[1]);
  });
  return whole;
}

/** Each row's features with their weight first, by hand: rows of the table by field and id, then the numbers' rows. */
function featuresOf(name: string, row: number): number[][] {
  const { embeddings, 'number-vectors': numbers } = goldens[name].weights;
  const rowOf = ({ shape, values }: typeof numbers, at: number) =>
    values.slice(at * shape[1], (at + 1) * shape[1]);
  const ofIds = fields.map((_, f) => {
    const offset = fields.slice(0, f).reduce((sum, { size }) => sum + size, 0);
    return rowOf(embeddings, offset + batch.ids[4 * row + f]);
  });
  return [...ofIds, ...[0, 1].map((n) => rowOf(numbers, n).map((x) => x * batch.numbers[2 * row + n]))];
}

const total = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0);

/** Σ w_i, and with `pairs` Σ_{i<j} ⟨v_i, v_j⟩, of each row. */
function machineOf(name: string, pairs: boolean): number[] {
  return Array.from({ length: 5 }, (_, row) => {
    const own = featuresOf(name, row);
    const first = total(own.map(([weight]) => weight));
    if (!pairs) return first;
    return (
      first +
      total(own.flatMap((a, i) => own.slice(i + 1).map((b) => total(a.slice(1).map((x, c) => x * b[c + 1])))))
    );
  });
}

const lossOf = (model: ClickModel) => () => {
  const { logits } = model.forward({ batch, training: true, random: null });
  return binaryCrossEntropyLoss({ logits, labels: batch.labels });
};

const budget = { epochs: 80, patience: 80, batchSize: 5, learningRate: 0.03, weightDecay: 0, seed: 1 };
function learn(model: ClickModel, given: Partial<typeof budget> = {}, validate = () => 0) {
  const table = smallTable();
  const scratch = { softTargets: null, temperature: 1, alpha: 0 };
  return distillClicks({
    student: model,
    table,
    rows: everyRow(table),
    ...scratch,
    ...budget,
    ...given,
    validate,
  });
}

describe.each(Object.keys(everyClickModel))('%s', (name) => {
  const fresh = everyClickModel[name];

  it('gives the logits of PyTorch with the same weights', () => {
    const model = fillFrom(name, fresh());
    expectClose(scoreOf(model), goldens[name].logits);
    model.dispose();
  });

  it('gives the gradients of PyTorch', () => {
    const model = fillFrom(name, fresh());
    const { gradients } = valueAndGradients({ parameters: model.parameters, loss: lossOf(model) });
    expect(gradients.size).toBe(model.parameters.length);
    for (const [parameter, gradient] of gradients) {
      expectClose(
        wholeGradient(parameter, gradient),
        goldens[name].gradients[parameter.name],
        parameter.name,
      );
    }
    disposeGradients(gradients);
    model.dispose();
  });

  it('takes a gradient for the rows of its batch alone', () => {
    const model = fillFrom(name, fresh());
    const { gradients } = valueAndGradients({ parameters: model.parameters, loss: lossOf(model) });
    const table = [...gradients].find(([parameter]) => parameter.name === 'embeddings')?.[1];
    expect(table?.kind).toBe('rows');
    // Of 18 rows the five of the batch read 14 different ones.
    expect(table?.kind === 'rows' && table.indices.length).toBe(14);
    disposeGradients(gradients);
    model.dispose();
  });

  it('answers a row alone as it does beside others', () => {
    const model = fillFrom(name, fresh());
    const together = scoreOf(model);
    const table = smallTable();
    for (const row of everyRow(table)) {
      expectClose(scoreOf(model, table.read(Int32Array.of(row))), [together[row]]);
    }
    model.dispose();
  });

  it('has as `hidden` what its logit is a weighted sum of, beside what reads the features themselves', () => {
    const model = fillFrom(name, fresh());
    const { weights } = goldens[name];
    tf.engine().startScope();
    const { logits, hidden } = model.forward({ batch, training: false, random: null });
    if (hidden === null) expect(name).toBe('logistic-regression');
    else {
      const out = weights['out/weights']?.values ?? Array(hidden.shape[1]).fill(1);
      expect(hidden.shape).toEqual([5, out.length]);
      const values = [...hidden.dataSync()];
      const sums = Array.from({ length: 5 }, (_, row) =>
        total(out.map((w, c) => w * values[row * out.length + c])),
      );
      const bias = (weights['out/bias'] ?? weights.bias).values[0];
      const besides =
        name === 'deep-fm' || name === 'factorization-machine'
          ? machineOf(name, name === 'deep-fm')
          : Array<number>(5).fill(0);
      expectClose(
        logits.dataSync(),
        sums.map((sum, row) => sum + besides[row] + bias),
      );
    }
    tf.engine().endScope();
    model.dispose();
  });

  it('starts near the share of clicks', () => {
    const model = fresh();
    for (const z of scoreOf(model)) expect(Math.abs(z - Math.log(3 / 4))).toBeLessThan(0.35);
    model.dispose();
  });

  it('learns one batch by heart, keeping the number of tensors', () => {
    const before = tf.memory().numTensors;
    const model = fresh();
    const during: number[] = [];
    const { history } = learn(model, { epochs: 150, patience: 150 }, () =>
      during.push(tf.memory().numTensors),
    );
    expect(history[history.length - 1].trainLoss).toBeLessThan(0.1);
    expect(new Set(during).size).toBe(1);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('comes to the same weights from the same seed, dropout included', () => {
    const trained = (seed: number) => {
      const variation: Variation = { sharing: { kind: 'per-field' }, dropout: 0.3, seed: 3 };
      const model = fresh(variation);
      let left = 10;
      learn(model, { epochs: 3, batchSize: 2, seed }, () => left--);
      const hash = hashWeights(model.parameters);
      model.dispose();
      return hash;
    };
    expect(trained(5)).toBe(trained(5));
    expect(trained(5)).not.toBe(trained(6));
  });

  it.each([{ kind: 'shared' }, { kind: 'hashed', rows: 4 }] as const)(
    'learns with a $kind table, which is smaller',
    (sharing) => {
      const [own, model] = [fresh(), fresh({ sharing, dropout: 0, seed: 3 })];
      const rowsOf = ({ parameters }: ClickModel) =>
        parameters.find((p) => p.name === 'embeddings')?.shape[0];
      expect([rowsOf(own), rowsOf(model)]).toEqual([18, sharing.kind === 'shared' ? 6 : 4]);
      const { history } = learn(model);
      expect(history[history.length - 1].trainLoss).toBeLessThan(0.8 * history[0].trainLoss);
      for (const built of [own, model]) built.dispose();
    },
  );

  it('refuses ids of another field and batches of another table, and says where', () => {
    const before = tf.memory().numTensors;
    const model = fresh();
    const foreign = { ...batch, ids: batch.ids.slice() };
    foreign.ids[3] = fields[3].size;
    expect(() => scoreOf(model, foreign)).toThrow(/an id from 0 to 5 in field "ad", found 6/);
    expect(() => scoreOf(model, { ...batch, numbers: new Float32Array(5) })).toThrow(
      /4 ids and 2 numbers a row, found 20 ids and 5 numbers/,
    );
    expect(() => scoreOf(model, { ...batch, ids: batch.ids.subarray(1) })).toThrow(InputError);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a click model', () => {
  const sharing = { kind: 'per-field' } as const;
  const embedded = () => ({ fields, sharing, frequencies: [3, 2], dimensions: 2, random: new Random(1) });
  const deep = () => ({ ...embedded(), layers: [4], dropout: 0 });

  it('reads a table without numbers', () => {
    const given = {
      ...deep(),
      fields: fields.map((field) => ({ ...field, kind: 'categorical' as const })),
    };
    const { layers, dropout, ...narrow } = given;
    const { dimensions, random, ...plain } = narrow;
    const models = [
      new LogisticRegression(plain),
      new FactorizationMachine(narrow),
      new ClickMlp(given),
      new DeepFm(given),
    ];
    for (const model of models) {
      const scores = scoreOf(model, { ...batch, numbers: new Float32Array(0) });
      expect(scores).toHaveLength(5);
      model.dispose();
    }
  });

  it('without deep layers is a cross network alone, stacked or parallel', () => {
    const [stacked, parallel] = (['stacked', 'parallel'] as const).map((structure) => {
      return new DcnV2({ ...deep(), layers: [], crossLayers: 2, rank: null, structure });
    });
    expect(scoreOf(stacked)).toEqual(scoreOf(parallel));
    for (const model of [stacked, parallel]) model.dispose();
  });

  it.each([
    ['an unknown option', { depth: 3 }, /DcnV2: unknown option "depth"/],
    ['a rank of 0', { rank: 0 }, /rank must be a whole number of at least 1, found 0/],
    ['a width of 0', { layers: [4, 0] }, /layers\[1\] must be a whole number of at least 1, found 0/],
    [
      'an unknown structure',
      { structure: 'serial' },
      /structure must be stacked or parallel, found "serial"/,
    ],
    ['no field', { fields: [] }, /at least one field/],
    ['no rows to hash to', { sharing: { kind: 'hashed', rows: 0 } }, /sharing\.rows must be a whole number/],
    ['counts of other labels', { frequencies: [1, 2, 3] }, /rows without and with a click, found 3/],
  ])('refuses %s and leaves nothing behind', (_, change, reason) => {
    const before = tf.memory().numTensors;
    const options = { ...deep(), crossLayers: 2, rank: 2, structure: 'stacked' as const, ...change };
    expect(() => new DcnV2(options as DcnV2Options)).toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('hashes the same id of two fields to rows of their own', () => {
    const wide = { kind: 'hashed', rows: 1000 } as const;
    const table = new FieldEmbeddings({
      fields: ['a', 'b'].map((name) => ({ name, kind: 'categorical', size: 500 })),
      sharing: wide,
      width: 1,
      values: (rows) => Float32Array.from({ length: rows }, (_, row) => row),
    });
    const ids = Int32Array.from({ length: 1000 }, (_, i) => i >> 1);
    const read = table.of(ids);
    const collisions = 1000 - new Set(read.dataSync()).size;
    read.dispose();
    // 1,000 pairs into 1,000 rows leave 1 / e of the rows empty.
    expect(collisions).toBeGreaterThan(330);
    expect(collisions).toBeLessThan(405);
    table.table.dispose();
  });
});
