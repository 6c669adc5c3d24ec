import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  GptDecoder,
  listTemplate,
  loadTokenizer,
  rankByLikelihood,
  type TextTokenizer,
} from '../../src/language';
import { candidateLikelihoods } from '../../src/models';

const folder = join(__dirname, '..', 'fixtures', 'tiny-gpt2');
const titles = ['Toy Story', 'Star Wars', 'Hex nuts', 'Steel bolts'];
const contexts = {
  users: Int32Array.of(0, 1),
  sequences: Int32Array.of(2, 3, -1, 0, 1, 2),
  width: 3,
  rows: Int32Array.of(1, 0, 1),
  lengths: Int32Array.of(2, 2, 0),
};
const candidates = Int32Array.of(2, 3, 0, 1, 1, 0);
const options = { contexts, titles, candidates, k: 2, template: listTemplate, tokensPerBatch: 100 };

describe('candidateLikelihoods', () => {
  let decoder: GptDecoder;
  let tokenizer: TextTokenizer;
  beforeAll(async () => {
    decoder = GptDecoder.load({ folder });
    tokenizer = await loadTokenizer({ folder });
  });
  afterAll(() => decoder.dispose());

  it('reads each query as much of its own history as it knows', async () => {
    const told: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => told.push(done / total);
    const found = await candidateLikelihoods({ ...options, decoder, tokenizer, score: 'mean', onProgress });
    const expected: number[] = [];
    const queries = [
      { history: ['Toy Story', 'Star Wars'], candidates: ['Hex nuts', 'Steel bolts'] },
      { history: ['Hex nuts', 'Steel bolts'], candidates: ['Toy Story', 'Star Wars'] },
      { history: [], candidates: ['Star Wars', 'Toy Story'] },
    ];
    for (const query of queries) {
      const ranking = { decoder, tokenizer, template: listTemplate, tokensPerBatch: 100, ...query };
      expected.push(...(await rankByLikelihood({ ...ranking, score: 'mean' })).scores);
    }
    expect([...found]).toEqual(expected.map(Math.fround));
    expect(told).toEqual([1 / 3, 2 / 3, 1]);
  });

  it('refuses candidates that do not fill the queries, or that have no title', async () => {
    const score = (wrong: object) =>
      candidateLikelihoods({ ...options, decoder, tokenizer, score: 'sum', ...wrong });
    await expect(score({ k: 3 })).rejects.toThrow(/expected 3 x 3 candidates, found 6/);
    await expect(score({ titles: titles.slice(0, 2) })).rejects.toThrow(
      /candidate 2 is not among the 2 titles/,
    );
  });
});
