import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../src/data';
import type { ClickEncoding } from '../../../src/data/click/click-encoding';
import {
  changeModel,
  clickStudentIn,
  type ModelContents,
  packModel,
  parseCompression,
  readModelContents,
  studentIn,
  writeCompressed,
} from '../../../src/deploy/compress';
import { sha256 } from '../../../src/files/hash';
import { ClickMlp, LogisticRegression, saveClickModel } from '../../../src/models';
import { AutoInt } from '../../../src/models/click/auto-int';
import type { ClickModel } from '../../../src/models/click/click-model';
import { DcnV2 } from '../../../src/models/click/dcn-v2';
import { DeepFm } from '../../../src/models/click/deep-fm';
import { FactorizationMachine } from '../../../src/models/click/factorization-machine';
import type { TableSharing } from '../../../src/models/click/field-embeddings';
import { Random } from '../../../src/random';
import { readSafetensors } from '../../../src/student/file/safetensors';
import { Tensors } from '../../../src/student/file/tensors';
import { stirred } from '../../student/parity';

const root = mkdtempSync(join(tmpdir(), 'recdistill-compress-clicks-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const fields: ClickEncoding['fields'] = [
  {
    ...({ kind: 'numeric', name: 'age', mean: 0.25, deviation: 1.5 } as const),
    buckets: { kind: 'squared-log', keys: [-1, 0, 2, 4] },
  },
  {
    ...({ kind: 'categorical', name: 'shop', column: 'shop', characters: null } as const),
    ids: { kind: 'hash', seed: 5, buckets: 64, kept: upTo(64) },
  },
  {
    ...({ kind: 'categorical', name: 'word', column: 'word', characters: null } as const),
    ids: { kind: 'vocabulary', values: upTo(60).map((x) => `word ${x}`), undercount: 0 },
  },
];
const encoding: ClickEncoding = { fields, trainingRows: 5, hash: sha256(JSON.stringify(fields)) };

const perField: TableSharing = { kind: 'per-field' };
const common = (sharing: TableSharing = perField) => ({
  ...{ fields: fieldsOf(encoding), sharing, frequencies: [3, 2], dimensions: 8, random: new Random(2) },
});
const deep = (sharing: TableSharing = perField) => ({ ...common(sharing), layers: [32, 18], dropout: 0 });
const attention = { attentionLayers: 1, heads: 2, headSize: 12 };

/** Each with a table or a layer of more than 512 numbers. */
const models: Readonly<Record<string, () => ClickModel>> = {
  'factorization-machine': () => new FactorizationMachine(common()),
  'click-mlp': () => new ClickMlp(deep()),
  'click-mlp, hashed': () => new ClickMlp(deep({ kind: 'hashed', rows: 70 })),
  'click-mlp, quotients and remainders': () =>
    new ClickMlp(deep({ kind: 'quotient-remainder', remainders: 65 })),
  'deep-fm': () => new DeepFm(deep()),
  'dcn-v2': () => new DcnV2({ ...deep(), crossLayers: 1, rank: null, structure: 'parallel' }),
  'auto-int': () => new AutoInt({ ...deep(), ...attention }),
};

async function saved(name: string, make: () => ClickModel): Promise<string> {
  const folder = join(root, name);
  const model = make();
  stirred(model.parameters, new Random(3));
  await saveClickModel({ folder, model, encoding, metadata: { split: 'a', logitShift: -0.5 } });
  model.dispose();
  return folder;
}

const untrained = () => Promise.reject(new Error('not asked for'));

async function compressed(contents: ModelContents, folder: string, name: string) {
  const method = parseCompression(name);
  const retraining = { pruned: untrained, hashed: untrained };
  const changed = await changeModel({ contents, method, counts: [], retraining });
  const tensors = packModel({ contents: changed, method, clip: { kind: 'max' }, columnWeights: new Map() });
  const out = `${folder}-${name}`;
  const bytes = writeCompressed({ folder: out, contents: changed, tensors, compression: { method: name } });
  const path = join(out, 'model.safetensors');
  return { out, bytes, packed: tensors, read: new Tensors(path, readSafetensors(path, readFileSync(path))) };
}

const rows = upTo(40).map((i) => ({
  age: i % 7 === 0 ? null : i - 5,
  shop: `s${(i * 13) % 50}`,
  word: `word ${(i * 7) % 70}`,
}));

/** The furthest that a number may lie from what stands for it. */
function boundOf(read: Tensors, name: string, shape: readonly number[], form: string) {
  const [count, width] = shape;
  if (form === 'F16') return (x: number) => Math.abs(x) * 2 ** -11 + 2 ** -25;
  const groups = form === 'I8' ? 1 : Math.ceil(width / 16);
  const scales = read
    .rows(`${name}.scale`, 1, count * groups, form === 'I8' ? [count] : [count, groups])
    .all();
  const perGroup = Math.ceil(width / groups);
  return (_: number, i: number) =>
    (scales[Math.floor(i / width) * groups + Math.floor((i % width) / perGroup)] / 2) * (1 + 1e-5);
}

describe.each(Object.entries(models))('a compressed %s', (name, make) => {
  test('has every number within half a scale of the original, and answers near it', async () => {
    const folder = await saved(name, make);
    const contents = await readModelContents(folder);
    expect(contents.task).toBe('click');
    const expected = (await clickStudentIn(folder)).probabilities(rows);
    for (const [method, form, furthest] of [
      ['float16', 'F16', 0.01],
      ['int8', 'I8', 0.06],
      ['int4', 'U8', 0.6],
    ] as const) {
      const { out, packed, read } = await compressed(contents, folder, method);
      const forms = [...contents.tensors.keys()].map((tensor) => packed.get(tensor)?.type);
      expect(forms).toContain(form);
      for (const [tensor, { shape, values }] of contents.tensors) {
        const bound = boundOf(read, tensor, shape, packed.get(tensor)?.type as string);
        const found = read.values(tensor, shape);
        const tooFar = values.findIndex((x, i) => Math.abs(x - found[i]) > bound(x, i));
        expect(tooFar, `${method}, ${tensor}`).toBe(-1);
      }
      const answers = (await clickStudentIn(out)).probabilities(rows);
      const distance = answers.reduce((most, p, i) => Math.max(most, Math.abs(p - expected[i])), 0);
      expect(distance, method).toBeLessThan(furthest);
      expect(distance, method).toBeGreaterThan(0);
    }
  });
});

test('a click model takes fewer bytes by each form, and keeps encoding, split and shift', async () => {
  const folder = await saved('bytes', models['click-mlp']);
  const contents = await readModelContents(folder);
  const sizes: number[] = [];
  for (const method of ['float32', 'float16', 'int8', 'int4']) {
    const { out, bytes } = await compressed(contents, folder, method);
    sizes.push(bytes.weightsFile);
    const { info, columns } = await clickStudentIn(out);
    expect(info.metadata).toEqual({ split: 'a', logitShift: -0.5, compression: { method } });
    expect(columns).toEqual(['age', 'shop', 'word']);
    await expect(readModelContents(out)).rejects.toThrow(/compressed|model.safetensors/);
  }
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(sizes).size).toBe(4);
});

test('single precision gives the very answers', async () => {
  const { fields: ofModel, sharing, frequencies } = common();
  const folder = await saved(
    'exact',
    () => new LogisticRegression({ fields: ofModel, sharing, frequencies }),
  );
  const contents = await readModelContents(folder);
  const { out } = await compressed(contents, folder, 'float32');
  const expected = (await clickStudentIn(folder)).probabilities(rows);
  expect((await clickStudentIn(out)).probabilities(rows)).toEqual(expected);
});

test('a click model has no rare items, and is no student of ratings', async () => {
  const folder = await saved('refused', models['click-mlp']);
  const contents = await readModelContents(folder);
  await expect(compressed(contents, folder, 'rare-ids:5')).rejects.toThrow(/found click-mlp/);
  await expect(studentIn(folder)).rejects.toThrow(/found one of clicks/);
});
