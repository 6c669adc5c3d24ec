import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/random';
import { type AnyStudent, openStudent, StudentError } from '../../src/student';
import { savedClicks, savedRanking, savedRatings } from './saved-students';

const root = mkdtempSync(join(tmpdir(), 'recdistill-fuzz-'));
afterAll(() => rmSync(root, { recursive: true }));

interface Files {
  readonly json: Uint8Array;
  readonly weights: Uint8Array;
}

const saved: Record<string, Files> = {};
beforeAll(async () => {
  for (const [name, save] of Object.entries({ savedRatings, savedRanking, savedClicks })) {
    const folder = await save(root);
    saved[name] = {
      json: readFileSync(join(folder, 'model.json')),
      weights: readFileSync(join(folder, 'model.safetensors')),
    };
  }
});

/** Turns a few bytes, cuts, repeats or takes out a piece. */
function mutated(bytes: Uint8Array, random: Random, within = bytes.length): Uint8Array {
  const at = random.integer(within);
  const length = 1 + random.integer(12);
  const kind = random.integer(4);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  const changed = bytes.slice();
  for (let i = 0; i < 1 + random.integer(3); i++) changed[random.integer(within)] = random.integer(256);
  return changed;
}

/** As text, with digits changed more often than random bytes would. */
function otherNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  const places = [...text.matchAll(/\d+/g)];
  const { index, 0: found } = places[random.integer(places.length)];
  const other = ['-1', '0', '1', '7', '1e9', '0.5', '99999999999999999999', 'null', '"x"'][random.integer(9)];
  return Buffer.from(text.slice(0, index) + other + text.slice(index + found.length));
}

function ask(student: AnyStudent): void {
  if (student.task === 'click') {
    const [p] = student.probabilities([{ age: 3, shop: 'a' }]);
    expect(p).toBeGreaterThanOrEqual(0);
    return;
  }
  const { items } = student.recommend({ user: 'u3', history: ['i1', 'i2'], k: 5 });
  expect(items.length).toBeLessThanOrEqual(5);
  student.recommend({ history: ['i4'], k: 3 });
}

/** True where the student was refused. */
async function isRefused({ json, weights }: Files): Promise<boolean> {
  try {
    let description: unknown;
    try {
      description = JSON.parse(Buffer.from(json).toString('utf8'));
    } catch {
      return true;
    }
    ask(await openStudent({ description, weights }));
    return false;
  } catch (error) {
    if (!(error instanceof StudentError)) throw error;
    expect(error.message).toContain(`${error.where}: expected ${error.expected}, found ${error.found}`);
    return true;
  }
}

/** The description says the hash of the weights that are there, as a forger's would. */
function withOwnHash({ json, weights }: Files): Files {
  const hash = createHash('sha256').update(weights).digest('hex');
  const text = Buffer.from(json)
    .toString('utf8')
    .replace(/"weightsSha256": "\w+"/, `"weightsSha256": "${hash}"`);
  return { json: Buffer.from(text), weights };
}

describe.each(['savedRatings', 'savedRanking', 'savedClicks'])('%s', (name) => {
  test('weights that were changed are refused, all of 150', async () => {
    const random = new Random(1);
    for (let i = 0; i < 150; i++) {
      const weights = mutated(saved[name].weights, random);
      if (Buffer.compare(weights, saved[name].weights) === 0) continue;
      expect(await isRefused({ ...saved[name], weights })).toBe(true);
    }
  });

  test('weights that were changed and hashed anew end in an answer or a reason, 250 times', async () => {
    const random = new Random(2);
    const { weights } = saved[name];
    const header = 8 + new DataView(weights.buffer, weights.byteOffset).getUint32(0, true);
    let refused = 0;
    for (let i = 0; i < 250; i++) {
      const changed = mutated(weights, random, i % 2 === 0 ? header : weights.length);
      if (await isRefused(withOwnHash({ ...saved[name], weights: changed }))) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });

  test('descriptions that were changed end in an answer or a reason, 400 times', async () => {
    const random = new Random(3);
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const { json } = saved[name];
      const changed = i % 2 === 0 ? mutated(json, random) : otherNumber(json, random);
      if (await isRefused({ ...saved[name], json: changed })) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });
});
