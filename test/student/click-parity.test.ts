import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeClickRecords, fieldsOf, fitClickEncoding } from '../../src/data';
import type { ClickEncoding } from '../../src/data/click/click-encoding';
import { sha256 } from '../../src/files/hash';
import { AutoInt } from '../../src/models/click/auto-int';
import { ClickMlp } from '../../src/models/click/click-mlp';
import type { ClickModel } from '../../src/models/click/click-model';
import { clickScorerOf } from '../../src/models/click/click-scorer';
import { DcnV2 } from '../../src/models/click/dcn-v2';
import { DeepFm } from '../../src/models/click/deep-fm';
import { FactorizationMachine } from '../../src/models/click/factorization-machine';
import { LogisticRegression } from '../../src/models/click/logistic-regression';
import { saveClickModel } from '../../src/models/click/save-click-model';
import { Random } from '../../src/random';
import { type ClickRow, type ClickStudent, loadStudent } from '../../src/student';
import { avazuColumns, avazuCsv, openText } from '../data/click/small-logs';
import { temporaryFolder } from '../data/temporary-folder';
import type { Variation } from '../models/click/every-click-model';
import { stirred } from './parity';

const known = (count: number) => Array.from({ length: count }, (_, i) => i);
const number = { kind: 'numeric', mean: 0.25, deviation: 1.5 } as const;
const category = { kind: 'categorical', characters: null } as const;
const encodedFields: ClickEncoding['fields'] = [
  { ...number, name: 'age', buckets: { kind: 'squared-log', keys: [-1, 0, 2, 4, 8] } },
  { ...number, name: 'price', buckets: { kind: 'quantiles', edges: [-1, 0.5, 7] } },
  {
    ...{ ...category, name: 'shop', column: 'column shop' },
    ids: { kind: 'hash', seed: 5, buckets: 8, kept: [0, 1, 3, 6] },
  },
  {
    ...{ ...category, name: 'word', column: 'column word' },
    ids: { kind: 'vocabulary', values: known(6).map((x) => `värde ${x}`), undercount: 0 },
  },
];
const encoding: ClickEncoding = {
  ...{ fields: encodedFields, trainingRows: 5 },
  hash: sha256(JSON.stringify(encodedFields)),
};

const common = ({ sharing, seed }: Pick<Variation, 'sharing' | 'seed'>) => ({
  ...{ fields: fieldsOf(encoding), sharing, frequencies: [3, 2], dimensions: 3, random: new Random(seed) },
});
const deep = (v: Pick<Variation, 'sharing' | 'seed'>) => ({ ...common(v), layers: [5, 4], dropout: 0.2 });
const attention = { attentionLayers: 2, heads: 2, headSize: 3 };
const plain = { sharing: { kind: 'per-field' }, seed: 2 } as const;

const models: Readonly<Record<string, (variation?: Pick<Variation, 'sharing' | 'seed'>) => ClickModel>> = {
  'logistic-regression': (v = plain) => {
    const { fields, sharing, frequencies } = common(v);
    return new LogisticRegression({ fields, sharing, frequencies });
  },
  'factorization-machine': (v = plain) => new FactorizationMachine(common(v)),
  'click-mlp': (v = plain) => new ClickMlp(deep(v)),
  'deep-fm': (v = plain) => new DeepFm(deep(v)),
  'dcn-v2 parallel': (v = plain) =>
    new DcnV2({ ...deep(v), crossLayers: 2, rank: null, structure: 'parallel' }),
  'dcn-v2 stacked of low rank': (v = plain) =>
    new DcnV2({ ...deep(v), crossLayers: 2, rank: 2, structure: 'stacked' }),
  'dcn-v2 without deep layers': (v = plain) =>
    new DcnV2({ ...deep(v), layers: [], crossLayers: 1, rank: null, structure: 'stacked' }),
  'auto-int': (v = plain) => new AutoInt({ ...deep(v), ...attention, layers: [] }),
  'auto-int with dense layers': (v = plain) => new AutoInt({ ...deep(v), ...attention }),
};

/** Numbers, words, and what is missing, in many spellings. */
function drawRows(random: Random, count: number): ClickRow[] {
  const numbers = [null, '', ' n/a ', 'Infinity', 0, -3.5, ' 12 ', '1e3', '-.5', 7, '+2'];
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      encodedFields.map((field) =>
        field.kind === 'numeric'
          ? [field.name, numbers[random.integer(numbers.length)]]
          : [field.column, [null, '', 3, `värde ${random.integer(9)}`, ' värde 1 '][random.integer(5)]],
      ),
    ),
  );
}

/** What TensorFlow says, with the logits moved. */
function expectedOf(model: ClickModel, own: ClickEncoding, records: readonly ClickRow[], shift: number) {
  const logits = clickScorerOf(model).score(encodeClickRecords({ encoding: own, records }));
  return Array.from(logits, (z) => 1 / (1 + Math.exp(-z - shift)));
}

async function savedAs(model: ClickModel, own: ClickEncoding, metadata: Record<string, unknown>) {
  const folder = join(temporaryFolder(), 'model');
  await saveClickModel({ folder, model, encoding: own, metadata });
  return (await loadStudent(folder)) as ClickStudent;
}

function expectClose(found: Float64Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((p, i) => {
    expect(Math.abs(found[i] - p), `row ${i}: ${found[i]}, not ${p}`).toBeLessThan(1e-5);
  });
  expect(new Set(expected).size).toBeGreaterThan(expected.length / 3);
}

const sharings: Variation['sharing'][] = [
  { kind: 'per-field' },
  { kind: 'shared' },
  { kind: 'hashed', rows: 5 },
  { kind: 'quotient-remainder', remainders: 4 },
];

describe.each(Object.keys(models))('a saved %s', (name) => {
  test.each(sharings)('gives the probabilities that TensorFlow gives, its table $kind', async (sharing) => {
    const random = new Random(3);
    const model = models[name]({ sharing, seed: 2 });
    stirred(model.parameters, random);
    const student = await savedAs(model, encoding, {});
    expect(student.info).toMatchObject({ task: 'click', kind: model.kind });
    const rows = drawRows(random, 60);
    expectClose(student.probabilities(rows), expectedOf(model, encoding, rows, 0));
    model.dispose();
  });
});

test('probabilities of a thinned log are those of the whole one', async () => {
  const model = models['click-mlp']();
  stirred(model.parameters, new Random(4));
  const logitShift = Math.log(0.1);
  const student = await savedAs(model, encoding, { negativeShare: 0.1, logitShift });
  const rows = drawRows(new Random(5), 30);
  expectClose(student.probabilities(rows), expectedOf(model, encoding, rows, logitShift));
  model.dispose();
});

test("rows in Avazu's layout are read as the library reads them, parts of texts included", async () => {
  const source = await openText(avazuCsv(200), avazuColumns);
  const train = Int32Array.from({ length: 150 }, (_, row) => row);
  const settings = { rows: train, minCount: 2, numericBuckets: 4, seed: 1 } as const;
  const text = avazuCsv(200)
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const rows = text.slice(1).map((cells) => Object.fromEntries(cells.map((cell, c) => [text[0][c], cell])));
  for (const ids of [{ maxIdsPerField: 50 }, { hashBuckets: 64 }]) {
    const own = await fitClickEncoding({ source, ...settings, ...ids });
    const base = { fields: fieldsOf(own), sharing: { kind: 'per-field' }, frequencies: [3, 2] } as const;
    const random = new Random(6);
    const shape = { ...base, dimensions: 3, layers: [4], dropout: 0, random };
    for (const model of [new DeepFm(shape), new AutoInt({ ...shape, ...attention })]) {
      stirred(model.parameters, random);
      const student = await savedAs(model, own, {});
      expect(student.columns).toContain('hour');
      expectClose(student.probabilities(rows), expectedOf(model, own, rows, 0));
      model.dispose();
    }
  }
});

test('a column that is absent is a value that is missing', async () => {
  const model = models['factorization-machine']();
  stirred(model.parameters, new Random(7));
  const student = await savedAs(model, encoding, {});
  const missing = Object.fromEntries(student.columns.map((column) => [column, null]));
  expect(student.probabilities([{}])).toEqual(student.probabilities([missing]));
  model.dispose();
});

test('a word for a number is refused by row and column', async () => {
  const model = models['logistic-regression']();
  const student = await savedAs(model, encoding, {});
  const { name } = encodedFields[0];
  expect(() => student.probabilities([{}, { [name]: 'many' }])).toThrow(
    `rows[1].${name}: expected a number, found many`,
  );
  model.dispose();
});
