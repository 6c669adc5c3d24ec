import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BertEncoder,
  batchTokens,
  cacheFolder,
  defaultModel,
  encodeTexts,
  loadTokenizer,
  type TextTokenizer,
} from '../../src/language';

const golden = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'bert.json'), 'utf8')).allMiniLm as {
  texts: string[];
  maxTokens: number;
  tokens: number[][];
  firstStates: number[];
  vectors: number[][];
};

const folder = process.env.RECDISTILL_MODEL_DIR || join(cacheFolder(), 'models', defaultModel.name);
const isAbsent = !existsSync(folder);
if (isAbsent)
  console.log(`all-MiniLM-L6-v2 is not tested: ${folder} is not there; node scripts/setup.mjs fetches it`);

describe.skipIf(isAbsent)('the pretrained all-MiniLM-L6-v2', () => {
  let encoder: BertEncoder;
  let tokenizer: TextTokenizer;
  beforeAll(async () => {
    encoder = BertEncoder.load({ folder });
    tokenizer = await loadTokenizer({ folder });
  });
  afterAll(() => encoder.dispose());

  it('has the token numbers of transformers, Latin, Chinese and Cyrillic letters and emoji included', () => {
    const tokens = tokenizer.encode(golden.texts, { maxTokens: golden.maxTokens });
    expect(tokens.map((row) => [...row])).toEqual(golden.tokens);
  });

  it('has the hidden states of PyTorch to 1e-4', () => {
    const batch = batchTokens({ tokens: [Int32Array.from(golden.tokens[0])], padId: 0 });
    const states = encoder.hiddenStates({ batch, training: false, random: null });
    states.dataSync().forEach((value, i) => {
      expect(Math.abs(value - golden.firstStates[i])).toBeLessThan(1e-4);
    });
    states.dispose();
  });

  it('has the text vectors of PyTorch to 1e-4, one batch or many', async () => {
    for (const tokensPerBatch of [8, 4096]) {
      const { texts, maxTokens } = golden;
      const table = await encodeTexts({ encoder, tokenizer, texts, maxTokens, tokensPerBatch });
      golden.vectors.flat().forEach((expected, i) => {
        expect(Math.abs(table[i] - expected)).toBeLessThan(1e-4);
      });
    }
  });
});
