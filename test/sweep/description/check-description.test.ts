import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors';
import { checkDescription } from '../../../src/sweep/description/check-description';
import { sweepSchema } from '../../../src/sweep/description/sweep-schema';
import { someDescription } from '../some-description';

const isValid = new Ajv2020({ strict: false }).compile(sweepSchema);
const check = (found: unknown) => checkDescription(found, 'sweep.json');

const range = { from: 0.001, to: 0.1, scale: 'log' };
const random = { kind: 'random', count: 3, seed: 1 };
const space = someDescription().space;

const good: Record<string, object> = {
  grid: {},
  'a random search with ranges': { search: random, space: { ...space, learningRates: range } },
  halving: {
    search: { kind: 'halving', eta: 3, rungs: [1, 3], start: random },
    space: { ...space, alphas: range },
  },
  'folds by name': { folds: ['u1', 'u2'] },
  'folds by number': { folds: 5 },
  'limits of time': { limits: { job: 10, sweep: 3600.5 } },
  'a schema for the editor': { $schema: './sweep.schema.json' },
};

/** What a description is refused for, and what the message must say. */
const bad: Record<string, readonly [object, string]> = {
  'an unknown name': [{ studens: ['mf'] }, 'did you mean "students"?'],
  'a missing name': [{ seeds: undefined }, '"seeds" to be given'],
  'an unknown task': [{ task: 'ratings' }, 'did you mean "rating"?'],
  'a name that is no folder': [{ name: '../up' }, 'it names a folder'],
  'an empty list': [{ students: [] }, 'a list of at least one value'],
  'a value twice': [{ students: ['mf', 'mf'] }, 'each value once'],
  'a seed that is not whole': [{ seeds: { search: [1.5], final: [1] } }, 'a whole number of at least 0'],
  'a temperature of 0': [{ space: { ...space, temperatures: [0] } }, 'a number above 0'],
  'an unknown axis': [{ space: { ...space, alpha: [1] } }, 'did you mean "alphas"?'],
  'an unknown search': [{ search: { kind: 'halvin' } }, 'did you mean "halving"?'],
  'a limit of 0': [{ limits: { job: 0, sweep: null } }, 'a number above 0, or null'],
  'an option that is a record': [{ data: { dataset: { name: 'x' } } }, 'a text, a number, true, false'],
  'one fold at random': [{ folds: 1 }, 'a whole number of at least 2'],
};

/** What a schema cannot say. */
const beyondSchema: Record<string, readonly [object, string]> = {
  'a range in a grid': [{ space: { ...space, alphas: range } }, 'as a grid draws nothing'],
  'a range upside down': [
    { search: random, space: { ...space, alphas: { ...range, to: 1e-9 } } },
    '"from" below "to"',
  ],
  'rungs that shrink': [
    { search: { kind: 'halving', eta: 2, rungs: [3, 1], start: random } },
    'epochs that grow',
  ],
};

const asJson = (more: object) => JSON.parse(JSON.stringify({ ...someDescription(), ...more }));

describe('checkDescription and the schema', () => {
  test.each(Object.entries(good))('both take %s', (_, more) => {
    expect(() => check(asJson(more))).not.toThrow();
    expect(isValid(asJson(more)), JSON.stringify(isValid.errors)).toBe(true);
  });

  test.each(Object.entries(bad))('both refuse %s', (_, [more, message]) => {
    expect(() => check(asJson(more))).toThrow(InputError);
    expect(() => check(asJson(more))).toThrow(message);
    expect(isValid(asJson(more))).toBe(false);
  });

  test.each(Object.entries(beyondSchema))('%s is refused', (_, [more, message]) => {
    expect(() => check(asJson(more))).toThrow(message);
  });

  test('the place of a fault is named', () => {
    expect(() => check(asJson({ seeds: { search: [1, -1], final: [1] } }))).toThrow(
      'sweep.json, "seeds", "search"[1]: expected a whole number of at least 0, found -1',
    );
  });

  test('the example is one', () => {
    const example = JSON.parse(readFileSync(join(__dirname, '../../../examples/sweep.json'), 'utf8'));
    expect(check(example)).toEqual(example);
    expect(isValid(example)).toBe(true);
  });

  test('a description out of JSON is what was written', () => {
    const description = someDescription();
    expect(check(asJson({}))).toEqual(description);
  });
});
