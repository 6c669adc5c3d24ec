import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors';
import { loadTokenizer, type TextTokenizer } from '../../src/language';

const fixtures = join(__dirname, '..', 'fixtures');
const golden = JSON.parse(readFileSync(join(fixtures, 'bert.json'), 'utf8')).tokenizer as {
  texts: string[];
  maxTokens: number;
  tokens: number[][];
};
const folder = mkdtempSync(join(tmpdir(), 'tokenizer-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('TextTokenizer', () => {
  let tokenizer: TextTokenizer;
  beforeAll(async () => {
    tokenizer = await loadTokenizer({ folder: join(fixtures, 'tiny-bert') });
  });

  it('gives the token numbers that transformers gives: accents, other scripts, marks in the text, cuts, nothing', () => {
    const tokens = tokenizer.encode(golden.texts, { maxTokens: golden.maxTokens });
    expect(tokens.map((row) => [...row])).toEqual(golden.tokens);
  });

  it('keeps the closing mark when it cuts', () => {
    const [whole] = tokenizer.encode(['the toy story of the star'], { maxTokens: 100 });
    const [cut] = tokenizer.encode(['the toy story of the star'], { maxTokens: 4 });
    expect([...cut]).toEqual([whole[0], whole[1], whole[2], whole[whole.length - 1]]);
  });

  it('refuses a limit without room for a token, and options that it does not know', () => {
    expect(() => tokenizer.encode(['the'], { maxTokens: 2 })).toThrow(/maxTokens must be > 2, found 2/);
    const wrong = { maxTokens: 8, maxToken: 8 };
    expect(() => tokenizer.encode(['the'], wrong)).toThrow(/unknown option "maxToken"/);
  });

  it('has one hash for one tokenizer, and another for another', async () => {
    const text = readFileSync(join(fixtures, 'tiny-bert', 'tokenizer.json'), 'utf8');
    writeFileSync(join(folder, 'tokenizer.json'), text.replace('"robot"', '"machine"'));
    expect((await loadTokenizer({ folder: join(fixtures, 'tiny-distilbert') })).hash).toBe(tokenizer.hash);
    expect((await loadTokenizer({ folder })).hash).not.toBe(tokenizer.hash);
  });

  it.each([
    ['a missing file', null, /readable JSON file/],
    ['a cut file', '{"model": {', /readable JSON file/],
    ['a file without a model', '{}', /expected a tokenizer/],
  ])('refuses %s', async (_, content, reason) => {
    rmSync(join(folder, 'tokenizer.json'), { force: true });
    if (content !== null) writeFileSync(join(folder, 'tokenizer.json'), content);
    await expect(loadTokenizer({ folder })).rejects.toThrow(InputError);
    await expect(loadTokenizer({ folder })).rejects.toThrow(reason);
  });
});
