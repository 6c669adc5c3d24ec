import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contextsOf, sequencesOf } from '../../../../src/data';
import { exportQueries, importSoftTargets } from '../../../../src/distill/ranking/import';
import { temporaryFolder } from '../../../data/temporary-folder';
import { smallCatalogue } from './small-catalogue';

const root = join(__dirname, '..', '..', '..', '..');

/** A Python that has transformers, or null with a printed reason. */
function pythonWithTransformers(): string | null {
  const python = process.env.RECDISTILL_BENCH_PYTHON || 'python3';
  if (spawnSync(python, ['-c', 'import torch, transformers']).status === 0) return python;
  console.log(
    `skipped: ${python} has no torch and transformers; name one that has them in RECDISTILL_BENCH_PYTHON`,
  );
  return null;
}

const python = pythonWithTransformers();
const { data: textless, split } = smallCatalogue();
const texts = ['Star Wars', 'Toy Story (1995)', 'Hex nuts', '', 'Steel bolts, pack of 100', 'A café'];

function queries() {
  const data = { ...textless, items: { ...textless.items, texts } };
  const sequences = sequencesOf({ data, rows: split.train });
  const contexts = contextsOf({ sequences, users: Int32Array.from([2, 0, 1]), maxLength: 10 });
  const folder = temporaryFolder();
  const candidates = (query: number) => Int32Array.from([5, 4, 3, 2, 1, 0].slice(0, 6 - query));
  return { contexts, folder, files: exportQueries({ folder, data, contexts, candidates }) };
}

const recordsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('queries are written with the ids of users, contexts and candidates, and items with their texts', () => {
  const { files } = queries();
  expect(recordsIn(files.queries)[1]).toEqual({
    user: 'u0',
    context: ['i0', 'i1', 'i2', 'i3'],
    candidates: ['i5', 'i4', 'i3', 'i2', 'i1'],
  });
  expect(recordsIn(files.items)[4]).toEqual({ id: 'i4', text: 'Steel bolts, pack of 100' });
});

test.skipIf(python === null)(
  'a tiny language model ranks candidates in Python, goes on where it was killed, and is imported',
  { timeout: 180_000 },
  async () => {
    const { contexts, folder, files } = queries();
    const out = join(folder, 'lists.jsonl');
    const model = join(root, 'test', 'fixtures', 'tiny-gpt2');
    const script = join(root, 'examples', 'score-with-transformers.py');
    const words = ['--model', model, '--queries', files.queries, '--items', files.items, '--out', out];
    const env = { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' };
    const run = () => execFileSync(python as string, [script, ...words], { env, stdio: 'pipe' });
    run();
    const whole = readFileSync(out, 'utf8');
    writeFileSync(out, `${whole.split('\n')[0]}\n`);
    run();
    expect(readFileSync(out, 'utf8')).toBe(whole);
    const settings = { maxLength: 10, k: 4, folder, precision: 'float32' } as const;
    const { data } = split;
    const { targets } = await importSoftTargets({ file: out, data, split, contexts, ...settings });
    const [first] = recordsIn(out);
    const best = [...first.logits.keys()].sort((a, b) => first.logits[b] - first.logits[a]).slice(0, 4);
    expect([...targets.items.subarray(0, 4)].map((item) => data.items.ids[item])).toEqual(
      best.map((i) => first.items[i]),
    );
    expect(Math.max(...first.logits)).toBeLessThan(0);
    expect(new Set(first.logits).size).toBe(6);
  },
);
