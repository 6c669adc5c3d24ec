import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Contexts } from '../../../src/data/contexts';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';

interface Golden {
  weights: Record<string, { shape: number[]; values: number[] }>;
  logits: number[];
}

/** Written by scripts/make-fixtures/ranking-models.py. */
const fixture: {
  shape: {
    users: number;
    items: number;
    dimensions: number;
    heads: number;
    layers: number;
    maxLength: number;
    decay: number;
  };
  contexts: Record<'users' | 'sequences' | 'rows' | 'lengths', number[]> & { width: number };
  models: Record<string, Golden>;
  ease: { training: number[][]; regularisation: number; scores: number[] };
} = JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'ranking-models.json'), 'utf8'));

export const { shape, ease, models: goldens } = fixture;

const { users, sequences, rows, lengths, width } = fixture.contexts;
/** Three sequences, one of an unknown user; seven queries, of which five share theirs and one knows nothing. */
export const contexts: Contexts = {
  users: Int32Array.from(users),
  sequences: Int32Array.from(sequences),
  rows: Int32Array.from(rows),
  lengths: Int32Array.from(lengths),
  width,
};

export function goldenValues(name: string, weight: string): Float32Array {
  return Float32Array.from(goldens[name].weights[weight].values);
}

/** Gives the model the golden's weights, none missing and none left. */
export function fillFrom(name: string, model: RankingModel): RankingModel {
  const { weights } = goldens[name];
  const own = [...model.parameters, ...model.constants];
  expect(own.map((parameter) => parameter.name).sort()).toEqual(Object.keys(weights).sort());
  for (const parameter of own) {
    expect([parameter.name, ...parameter.shape]).toEqual([parameter.name, ...weights[parameter.name].shape]);
    parameter.assign(goldenValues(name, parameter.name));
  }
  return model;
}

/** Within 1e-5, of the number where that is above 1. */
export function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((x, i) => {
    expect(Math.abs(found[i] - x), `number ${i}: ${found[i]}, not ${x}`).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(x)),
    );
  });
}
