import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ClickBatch, ClickField } from '../../../src/data/click/click-table';
import type { ClickModel } from '../../../src/models/click/click-model';

interface Golden {
  weights: Record<string, { shape: number[]; values: number[] }>;
  logits: number[];
  gradients: Record<string, number[]>;
}

/** Written by scripts/make-fixtures/click.py. */
const fixture: {
  shape: Record<'dimensions' | 'heads' | 'headSize' | 'layers' | 'rank' | 'wide', number>;
  table: { fields: ClickField[]; ids: number[][]; numbers: number[]; labels: number[] };
  models: Record<string, Golden>;
} = JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'click.json'), 'utf8'));

export const { shape, models: goldens } = fixture;
export const { fields } = fixture.table;

/** Five rows of two numeric and two categorical fields. */
export const batch: ClickBatch = {
  ids: Int32Array.from(fixture.table.ids.flat()),
  numbers: Float32Array.from(fixture.table.numbers),
  labels: Float32Array.from(fixture.table.labels),
};

/** Gives the model the golden's weights, none missing and none left. */
export function fillFrom(name: string, model: ClickModel): ClickModel {
  const { weights } = goldens[name];
  expect(model.parameters.map((parameter) => parameter.name).sort()).toEqual(Object.keys(weights).sort());
  for (const parameter of model.parameters) {
    expect([parameter.name, ...parameter.shape]).toEqual([parameter.name, ...weights[parameter.name].shape]);
    parameter.assign(Float32Array.from(weights[parameter.name].values));
  }
  return model;
}

/** Within 1e-5, of the number where that is above 1. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, what = 'number'): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const limit = 1e-5 * Math.max(1, Math.abs(expected[i]));
    expect(Math.abs(found[i] - expected[i]), `${what} ${i}: ${found[i]}, not ${expected[i]}`).toBeLessThan(
      limit,
    );
  }
}
