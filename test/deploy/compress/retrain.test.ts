import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, test } from 'vitest';
import { prefixContexts } from '../../../src/data/build-contexts';
import {
  fineTunePrunedRankings,
  fineTunePrunedRatings,
  hashedRankings,
  packModel,
  parseCompression,
  readModelContents,
  writeCompressed,
} from '../../../src/deploy/compress';
import { softmaxRows } from '../../../src/distill/soft-targets/soft-probabilities';
import {
  loadModel,
  MatrixFactorization,
  MatrixFactorizationRanking,
  predictLogits,
  type RatingModel,
  saveModel,
  saveRankingModel,
} from '../../../src/models';
import { Random } from '../../../src/random';
import { loadStudent, type Student } from '../../../src/student';
import { names } from '../../student/saved-students';

const root = mkdtempSync(join(tmpdir(), 'recdistill-retrain-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [users, items, dimensions] = [40, 90, 8];
const vocabulary = { users: names('u', users), items: names('i', items) };
const learning = { epochs: 6, batchSize: 256, weightDecay: 0, temperature: 1, alpha: 1, seed: 3 };

const pairs = (() => {
  const all = Int32Array.from({ length: users * items }, (_, i) => i).filter((i) => i % 3 === 0);
  return { users: all.map((i) => Math.floor(i / items)), items: all.map((i) => i % items) };
})();

/** Mean squared distance of the probabilities that logits stand for. */
function distance(a: Float32Array, b: Float32Array): number {
  const [p, q] = [a, b].map((logits) => softmaxRows({ logits, classes: 3, temperature: 1 }));
  return p.reduce((sum, x, i) => sum + (x - q[i]) ** 2, 0) / p.length;
}

const zeros = (values: Float32Array) => Array.from(values.keys()).filter((i) => values[i] === 0);

describe('a pruned rating model', () => {
  test('keeps its zeros, comes nearer to what it was pruned from, and holds no tensor', async () => {
    const random = new Random(5);
    const fresh = new MatrixFactorization({ users, items, dimensions, frequencies: [1, 1, 1], random });
    for (const parameter of fresh.parameters.slice(0, 2))
      parameter.assign(random.normals(parameter.size, 0.5));
    const folder = join(root, 'ratings');
    await saveModel({ folder, model: fresh, vocabulary, levels: [1, 2, 3], metadata: {} });
    const target = predictLogits({ model: fresh, pairs });
    fresh.dispose();
    const contents = await readModelContents(folder);
    const labels = Int32Array.from(pairs.users, (_, k) => {
      const own = target.subarray(3 * k, 3 * k + 3);
      return own.indexOf(Math.max(...own));
    });
    const distances: number[] = [];
    const validate = (model: RatingModel) => {
      distances.push(distance(predictLogits({ model, pairs }), target));
      return distances[distances.length - 1];
    };
    const before = tf.memory().numTensors;
    const tune = (learningRate: number) =>
      fineTunePrunedRatings({
        ...{ folder, contents, share: 0.4, train: { ...pairs, labels }, softTargets: null, validate },
        settings: { ...learning, learningRate, alpha: 1000, softPairsPerRow: 1 },
      });
    // Next to no steps: what the mask alone costs.
    const masked = await tune(1e-9);
    const costOfMask = Math.min(...distances.splice(0));
    const tuned = await tune(0.02);
    expect(Math.min(...distances)).toBeLessThan(0.7 * costOfMask);
    expect(tf.memory().numTensors).toBe(before);
    const [own, kept] = [masked, tuned].map(({ tensors }) => tensors.get('items')?.values as Float32Array);
    expect(zeros(own)).toHaveLength(Math.floor(0.4 * items * (1 + dimensions)));
    expect(zeros(kept)).toEqual(zeros(own));
    const again = await loadModel({ folder });
    expect(predictLogits({ model: again.model, pairs })).toEqual(target);
    again.model.dispose();
  });
});

describe('a ranking model trained again', () => {
  const sequences = {
    offsets: Int32Array.from({ length: users + 1 }, (_, user) => user * 6),
    items: Int32Array.from({ length: users * 6 }, (_, i) => (i * 13 + Math.floor(i / 6)) % items),
  };
  const examples = prefixContexts({
    sequences,
    users: Int32Array.from({ length: users }, (_, user) => user),
    ...{ maxLength: 6, shortest: 1, stride: 3 },
  });
  const saved = (async () => {
    const folder = join(root, 'rankings');
    const random = new Random(6);
    const model = new MatrixFactorizationRanking({
      ...{ users, items, dimensions, withIds: true, itemText: null, random },
    });
    for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 0.4));
    const rest = { maxLength: 6, leavesOutHistory: true, metadata: {} };
    await saveRankingModel({ folder, model, vocabulary, histories: sequences, ...rest });
    model.dispose();
    return folder;
  })();
  const settings = { ...learning, learningRate: 0.02, hardWeight: 1 };
  let calls = 0;
  const validate = () => -calls++;

  test('after pruning keeps its zeros', async () => {
    const folder = await saved;
    const contents = await readModelContents(folder);
    const before = tf.memory().numTensors;
    const { tensors } = await fineTunePrunedRankings({
      ...{ folder, contents, examples, settings, validate, share: 0.5 },
    });
    expect(tf.memory().numTensors).toBe(before);
    const [own, first] = [tensors, contents.tensors].map(
      (all) => all.get('item-ids')?.values as Float32Array,
    );
    expect(zeros(own)).toHaveLength((items * dimensions) / 2);
    expect(own.some((x, i) => x !== 0 && x !== first[i])).toBe(true);
  });

  test('with hashed items has fewer rows, which the student reads', async () => {
    const folder = await saved;
    const contents = await readModelContents(folder);
    const hashed = await hashedRankings({
      ...{ folder, contents, examples, settings, validate, rowsAnItem: 0.5 },
    });
    expect(hashed.tensors.get('item-ids')?.shape).toEqual([45, dimensions]);
    expect(hashed.description.weights).toBe(contents.description.weights - 45 * dimensions);
    const method = parseCompression('int8');
    const tensors = packModel({ contents: hashed, method, clip: { kind: 'max' }, columnWeights: new Map() });
    const out = join(root, 'hashed');
    writeCompressed({ folder: out, contents: hashed, tensors, compression: {} });
    const student = (await loadStudent(out)) as Student;
    expect(student.recommend({ user: 'u3', k: 5 }).items).toHaveLength(5);
    await expect(
      hashedRankings({ ...{ folder, contents: hashed, examples, settings, validate, rowsAnItem: 0.5 } }),
    ).rejects.toThrow(/row each/);
  });
});
