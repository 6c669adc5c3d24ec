import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDistillCommand } from '../../src/cli/compress/run-flags';
import { loadData } from '../../src/data';
import { createStudent, saveModel } from '../../src/models';
import { standardSplit } from '../../src/pipeline';
import { speak } from './command-line';

const root = mkdtempSync(join(tmpdir(), 'recdistill-compress-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const model = join(root, 'models', 'mf');

beforeAll(async () => {
  const data = await loadData({ dataset: 'sample' });
  const split = standardSplit({ data, seed: 1 });
  const student = createStudent({ student: 'mf', data, train: split.train, dimensions: 8, seed: 1 });
  const vocabulary = { users: [...data.users.ids], items: [...data.items.ids] };
  const metadata = { dataHash: data.hash, split: split.name };
  await saveModel({ folder: model, model: student, vocabulary, levels: data.levels, metadata });
  student.dispose();
  writeFileSync(
    join(root, 'result.json'),
    JSON.stringify({ command: 'npx recdistill distill --dataset sample --student mf --out "a b"' }),
  );
});

describe('compress', () => {
  it('finds data and split by the run above the model, and reports what it wrote', async () => {
    const out = join(root, 'small');
    const words = ['--model', model, '--method', 'int8,low-rank:3+int8', '--out', out];
    const { exitCode, stdout, stderr } = await speak('compress', ...words, '--attached');
    expect(stderr).toContain('int8, validation');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/as trained[\s\S]*low-rank:3\+int8/);
    const { models } = JSON.parse(readFileSync(join(out, 'compression.json'), 'utf8'));
    const [{ original, rows }] = models;
    for (const { folder, bytes, test } of rows) {
      const files = ['model.json', 'model.safetensors'].map(
        (name) => readFileSync(join(folder, name)).length,
      );
      expect(bytes.total).toBe(files[0] + files[1]);
      expect(Math.abs(test - original.test)).toBeLessThan(0.02);
    }
    const trained = ['model.json', 'model.safetensors'].map((name) => readFileSync(join(model, name)).length);
    expect(original.bytes.total).toBe(trained[0] + trained[1]);
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });

  it.each([
    ['an unknown method', ['--method', 'int9'], /did you mean "int8"/],
    ['a missing model', ['--model', join(root, 'nowhere')], /saved model/],
    ['other data', ['--dataset', 'sample', '--seed', '2'], /expected a model of split/],
    ['a report of another form', ['--report', 'a.html'], /ends in .md/],
    ['an unknown rule', ['--histories', 'some'], /keep, leave-out/],
  ])('refuses %s with 2', async (_, words, reason) => {
    const own = words.includes('--model') ? words : ['--model', model, ...words];
    const { exitCode, stderr } = await speak('compress', '--out', join(root, 'no'), ...own, '--attached');
    expect(stderr).toMatch(reason);
    expect(exitCode).toBe(2);
  });
});

describe("a run's command", () => {
  it('is read as distill reads it, quoted words too', () => {
    const line = 'npx recdistill distill --ratings "my shop.csv" --folds u1,u2 --seed 4 --out x --json';
    const flags = parseDistillCommand('result.json', line);
    expect(flags).toMatchObject({ ratings: 'my shop.csv', folds: 'u1,u2', seed: 4 });
  });

  it('that is none is refused by its file', () => {
    for (const line of ['npx recdistill serve', 'npx recdistill distill --no-such 1'])
      expect(() => parseDistillCommand('a/result.json', line)).toThrow(
        /a\/result.json: expected the command/,
      );
  });
});
