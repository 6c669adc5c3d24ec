import { describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../src/data/recommendation-data';
import { InputError } from '../../src/errors';
import { createStudent, labelFrequencies, studentNames } from '../../src/models/rating/create-student';
import { sizeBytesOf, weightsOf } from '../../src/models/rating/model-size';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { hashWeights } from '../../src/tensor/parameter';
import { itemFeatures, items, levels, rated, userFeatures, users } from './every-model';

const names = (what: string, count: number) => Array.from({ length: count }, (_, i) => `${what} ${i}`);
const data: RecommendationData = {
  name: 'small',
  users: { ids: names('user', users), texts: names('profile', users), features: userFeatures },
  items: { ids: names('item', items), texts: names('text', items), features: itemFeatures },
  interactions: { ...rated, timestamps: null },
  levels,
  report: { read: 42, kept: 42, issues: {}, examples: [] },
  expectations: null,
  publishedFolds: {},
  hash: 'none',
};
const train = Int32Array.from({ length: 30 }, (_, i) => i);
const options = { data, train, dimensions: 3, seed: 1 };

const classes = 5;
const features = 5;
/** Weights by hand, from each model's equation. */
const expected = {
  linear: features * classes + classes,
  'linear-ids': features * classes + classes + (users + items) * classes,
  mf: (users + items) * (3 + 1) + 2 * classes,
  mlp: (users + items) * 3 + (6 + features) * 12 + 12 + 12 * classes + classes,
};

describe.each(studentNames)('createStudent %s', (student) => {
  it('has as many weights as its equation', () => {
    const model = createStudent({ ...options, student });
    expect(weightsOf(model)).toBe(expected[student]);
    expect(sizeBytesOf(model)).toBe(4 * expected[student]);
    model.dispose();
  });

  it('is the same for the same seed', () => {
    const hashes = [1, 1, 2].map((seed) => {
      const model = createStudent({ ...options, student, seed });
      const hash = hashWeights(model.parameters);
      model.dispose();
      return hash;
    });
    expect(hashes[1]).toBe(hashes[0]);
    if (!student.startsWith('linear')) expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('starts near the shares of the levels in the training rows alone', () => {
    const model = createStudent({ ...options, student });
    const counts = labelFrequencies(data, train);
    const logits = predictLogits({ model, pairs: { users: Int32Array.of(2), items: Int32Array.of(3) } });
    const masses = Array.from(logits, Math.exp);
    const total = masses.reduce((a, b) => a + b, 0);
    masses.forEach((mass, k) => {
      expect(Math.abs(mass / total - (counts[k] + 1) / (30 + classes))).toBeLessThan(0.1);
    });
    model.dispose();
  });
});

describe('createStudent', () => {
  it('names the nearest student when asked for an unknown one', () => {
    expect(() => createStudent({ ...options, student: 'mlpp' as never })).toThrow(InputError);
    expect(() => createStudent({ ...options, student: 'mlpp' as never })).toThrow(/did you mean "mlp"/);
  });

  it('says why there is no linear student without features', () => {
    const bare = {
      ...data,
      users: { ...data.users, features: null },
      items: { ...data.items, features: null },
    };
    expect(() => createStudent({ ...options, data: bare, student: 'linear' })).toThrow(/found neither/);
    const model = createStudent({ ...options, data: bare, student: 'mlp' });
    expect(weightsOf(model)).toBe((users + items) * 3 + 6 * 12 + 12 + 12 * classes + classes);
    model.dispose();
  });
});

describe('labelFrequencies', () => {
  it('counts each level in the given rows', () => {
    const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
    const counts = levels.map((level) => [...rows].filter((row) => rated.ratings[row] === level).length);
    expect([...labelFrequencies(data, rows)]).toEqual(counts);
  });
});
