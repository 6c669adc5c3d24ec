import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distill, type SoftPairs } from '../../../src/distill';
import { bornAgain } from '../../../src/distill/strategies/born-again';
import { teacherAssistants } from '../../../src/distill/strategies/teacher-assistants';
import { InputError } from '../../../src/errors';
import { predictLogits } from '../../../src/models/rating/predict-logits';
import type { RatingModel } from '../../../src/models/rating/rating-model';
import { countWeights, hashWeights } from '../../../src/tensor/parameter';
import {
  budget,
  ever,
  everyPair,
  factorization,
  network,
  rates,
  teacherPairs,
  train,
} from './small-rating-task';

const first = teacherPairs(5);
const score = (model: RatingModel): SoftPairs => ({
  ...everyPair,
  logits: predictLogits({ model, pairs: everyPair }),
});
const taught = (student: RatingModel, softTargets: SoftPairs | null) => {
  const alpha = softTargets === null ? 0 : 2;
  return distill({ ...budget, ...rates, alpha, train, student, softTargets, validate: ever() }).student;
};

describe('a chain of teachers', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('teacherAssistants trains each model on the word of the one before it, the student last', () => {
    const makers = [() => network({ layers: [16] }), () => network({ layers: [4] }), () => factorization()];
    const weights = [1e6, ...makers.map((make) => sizeOf(make()))];
    const heard: SoftPairs[] = [];
    const links = teacherAssistants({
      said: first,
      weights,
      score,
      train: ({ link, teacher }) => {
        heard.push(teacher);
        return taught(makers[link](), teacher);
      },
    });
    expect(links.map(({ model }) => model.kind)).toEqual([
      'feed-forward',
      'feed-forward',
      'matrix-factorization',
    ]);
    expect(heard[0]).toBe(first);
    expect(heard.slice(1)).toEqual(links.slice(0, 2).map(({ said }) => said));
    expect(heard[1].logits).toEqual(score(links[0].model).logits);
    expect(links[2].said).toBeNull();
    const byHand = taught(factorization(), score(links[1].model));
    expect(hashWeights(links[2].model.parameters)).toBe(hashWeights(byHand.parameters));
    for (const model of [...links.map((link) => link.model), byHand]) model.dispose();
  });

  it('bornAgain teaches each generation by the one before it, the first by labels alone where nothing was said', () => {
    const links = bornAgain<RatingModel, SoftPairs | null>({
      said: null,
      generations: 3,
      score,
      train: ({ teacher }) => taught(factorization(), teacher),
    });
    const hashes = links.map(({ model }) => hashWeights(model.parameters));
    const scratch = taught(factorization(), null);
    expect(hashes[0]).toBe(hashWeights(scratch.parameters));
    expect(new Set(hashes).size).toBe(3);
    const second = taught(factorization(), links[0].said);
    expect(hashes[1]).toBe(hashWeights(second.parameters));
    for (const model of [...links.map((link) => link.model), scratch, second]) model.dispose();
  });

  it('lets go of the models made so far where a later one cannot be trained', () => {
    const failing = ({ link, teacher }: { link: number; teacher: SoftPairs }) => {
      if (link === 1) throw new Error('out of teachers');
      return taught(factorization(), teacher);
    };
    const live = tf.memory().numTensors;
    expect(() => bornAgain({ said: first, generations: 2, score, train: failing })).toThrow(
      'out of teachers',
    );
    expect(tf.memory().numTensors).toBe(live);
  });

  it('refuses sizes that do not fall, no model to train and unknown options', () => {
    const never = () => {
      throw new Error('must not train');
    };
    const steps = { said: first, score, train: never };
    expect(() => teacherAssistants({ ...steps, weights: [100, 10, 50] })).toThrow(/100 → 10 → 50/);
    // Teacher and student the wrong way round.
    expect(() => teacherAssistants({ ...steps, weights: [10, 100] })).toThrow(InputError);
    expect(() => teacherAssistants({ ...steps, weights: [10] })).toThrow(InputError);
    expect(() => bornAgain({ ...steps, generations: 0 })).toThrow(InputError);
    expect(() => bornAgain({ ...steps, generations: 1, ...{ seed: 1 } })).toThrow(/unknown option "seed"/);
  });
});

function sizeOf(model: RatingModel): number {
  const size = countWeights(model.parameters);
  model.dispose();
  return size;
}
