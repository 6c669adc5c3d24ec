import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRanking, temporaryFolder } from '../deploy/export/saved-models';
import { speak } from './command-line';

const root = temporaryFolder();
const tinyBert = join(__dirname, '..', 'fixtures', 'tiny-bert');
let model: string;
beforeAll(async () => {
  const saved = await saveRanking(root, 'mean-of-history');
  saved.model.dispose();
  model = saved.folder;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('export', () => {
  it('writes a graph with a top list and says what goes in and comes out', async () => {
    const out = join(root, 'student.onnx');
    const words = ['--model', model, '--to', 'onnx', '--out', out, '--top-k', '3'];
    const { exitCode, stdout } = await speak('export', ...words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(out);
    expect(stdout).toMatch(/in {2}history int64 \[batch, length\]/);
    expect(stdout).toMatch(/out top_items int64 \[batch, 3\]/);
  });

  it('prints the same as JSON', async () => {
    const out = join(root, 'student.safetensors');
    const { stdout } = await speak('export', '--model', model, '--to', 'safetensors', '--out', out, '--json');
    const { to, task, kind, files } = JSON.parse(stdout);
    expect({ to, task, kind }).toEqual({ to: 'safetensors', task: 'ranking', kind: 'mean-of-history' });
    expect(files[0].sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('writes the encoder of a language model', async () => {
    const out = join(root, 'encoder.onnx');
    const { stdout } = await speak('export', '--model', tinyBert, '--to', 'onnx', '--out', out);
    expect(stdout).toMatch(/out vectors float32 \[texts, \d+\]/);
    expect(existsSync(join(root, 'tokenizer.json'))).toBe(true);
  });

  it.each([
    ['a missing model', ['--model', 'nowhere', '--to', 'onnx'], /expected a saved model/],
    ['an unknown format', ['--model', '', '--to', 'onx'], /did you mean "onnx"/],
    ['a format without a form for the model', ['--model', '', '--to', 'tfjs'], /export it as onnx/],
    ['an encoder as layers', ['--model', tinyBert, '--to', 'tfjs'], /expected --to onnx/],
    ['an unknown option', ['--model', '', '--to', 'onnx', '--topk', '3'], /--top-k/],
  ])('refuses %s with 2', async (_, words, reason) => {
    const own = words.map((word) => (word === '' ? model : word));
    const { exitCode, stderr, stdout } = await speak('export', ...own, '--out', join(root, 'refused'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stdout).toBe('');
  });
});
