import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../src/data';
import type { ClickEncoding } from '../../../src/data/click/click-encoding';
import { InputError } from '../../../src/errors';
import { sha256 } from '../../../src/files/hash';
import { FactorizationMachine } from '../../../src/models/click/factorization-machine';
import { saveClickModel } from '../../../src/models/click/save-click-model';
import { Random } from '../../../src/random';
import { type ClickRow, type ClickStudent, loadStudent } from '../../../src/student';
import { stirred } from '../../student/parity';
import { bundleInto } from './bundled';
import { ask, post, started } from './started';
import { suiteFolder } from './suite-folder';
import { saveTinyModel } from './tiny-model';

const suite = suiteFolder();
const folder = join(suite, 'clicks');
let student: ClickStudent;
let worker: string;
const one = () => ({ models: [{ name: 'ads', folder, share: 1 }] });

const fields: ClickEncoding['fields'] = [
  {
    ...{ kind: 'numeric', name: 'price', mean: 0.25, deviation: 1.5 },
    buckets: { kind: 'quantiles', edges: [-1, 0.5, 7] },
  },
  {
    ...{ kind: 'categorical', name: 'shop', column: 'shop name', characters: null },
    ids: { kind: 'vocabulary', values: ['north', 'south', 'väst'], undercount: 0 },
  },
];
const encoding: ClickEncoding = { fields, trainingRows: 5, hash: sha256(JSON.stringify(fields)) };

beforeAll(async () => {
  const random = new Random(3);
  const model = new FactorizationMachine({
    ...{
      fields: fieldsOf(encoding),
      sharing: { kind: 'per-field' },
      frequencies: [3, 2],
      dimensions: 3,
      random,
    },
  });
  stirred(model.parameters, random);
  await saveClickModel({ folder, model, encoding, metadata: {} });
  model.dispose();
  await saveTinyModel(join(suite, 'items'), 1);
  student = (await loadStudent(folder)) as ClickStudent;
  worker = bundleInto(suite).worker;
});

const rows: ClickRow[] = [
  { price: 3, 'shop name': 'väst' },
  { price: null, 'shop name': 'nowhere' },
  {},
  { price: '-2.5' },
];

describe('a service over a click student', () => {
  it.each([0, 1])('gives the probabilities that the student gives, with %i threads', async (workers) => {
    const { url } = await started({ ...one(), workers, workerPath: worker });
    const { status, body } = await post(`${url}/clicks`, { rows });
    expect(status).toBe(200);
    expect(body).toEqual({
      model: { name: 'ads', version: expect.any(String) },
      probabilities: [...student.probabilities(rows)],
    });
    expect(new Set(body.probabilities).size).toBeGreaterThan(2);
  });

  it('names the column that it does not know, and what else is wrong', async () => {
    const { url } = await started(one());
    const cases: [unknown, string][] = [
      [{ rows: [{}, { prize: 3 }] }, 'rows[1].prize'],
      [{ rows: [] }, 'rows'],
      [{}, 'rows'],
      [{ rows: [{ price: true }] }, 'rows[0].price'],
      [{ rows: [{}, { price: 'dear' }] }, 'rows[1].price'],
      [{ rows, user: 'u1' }, 'user'],
      [{ rows: Array(51).fill({}) }, 'rows'],
    ];
    for (const [request, field] of cases)
      expect(await post(`${url}/clicks`, request)).toMatchObject({ status: 400, body: { field } });
    expect((await post(`${url}/clicks`, { rows: [{ prize: 3 }] })).body.message).toContain(
      'did you mean "price"?',
    );
  });

  it('has no routes for items, in its document neither', async () => {
    const { url } = await started(one());
    expect((await post(`${url}/recommend`, { user: 'u1', k: 1 })).status).toBe(404);
    const { paths, components } = (await ask(`${url}/openapi.json`)).body;
    expect(Object.keys(paths)).toEqual(['/clicks', '/healthz', '/readyz', '/metrics']);
    expect(Object.keys(components.schemas)).toEqual(['ClicksRequest', 'ClicksAnswer', 'Health', 'Failure']);
  });

  it('keeps a key with one of two models, whatever its rows', async () => {
    const { url } = await started({
      models: [
        { name: 'a', folder, share: 0.5 },
        { name: 'b', folder, share: 0.5 },
      ],
    });
    const used = new Set<string>();
    for (let key = 0; key < 30; key++) {
      const names = [];
      for (const row of rows)
        names.push((await post(`${url}/clicks`, { rows: [row], key: `person ${key}` })).body.model.name);
      expect(new Set(names).size).toBe(1);
      used.add(names[0]);
    }
    expect([...used].sort()).toEqual(['a', 'b']);
  });

  it('does not stand beside one that ranks items', async () => {
    const models = [
      { name: 'ads', folder, share: 0.5 },
      { name: 'items', folder: join(suite, 'items'), share: 0.5 },
    ];
    await expect(started({ models })).rejects.toThrow(InputError);
    await expect(started({ models })).rejects.toThrow(/ads: expected models of one kind side by side/);
  });
});
