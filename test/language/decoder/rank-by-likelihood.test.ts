import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerTokens,
  continuationLogLikelihoods,
  GptDecoder,
  listTemplate,
  loadTokenizer,
  promptTokens,
  rankByLikelihood,
  type TextTokenizer,
} from '../../../src/language';
import { golden, largestDifference, tinyFolder } from './tiny-gpt2';

let decoder: GptDecoder;
let tokenizer: TextTokenizer;
beforeAll(async () => {
  decoder = GptDecoder.load({ folder: tinyFolder });
  tokenizer = await loadTokenizer({ folder: tinyFolder });
});
afterAll(() => decoder.dispose());

const candidates = ['Star Wars', 'The Empire Strikes Back', 'Hex nuts'];
const template = listTemplate;

describe('a byte-level tokenizer', () => {
  it('gives the token numbers that the reference gives: accents, emoji, contractions, spaces, digits, nothing', () => {
    const tokens = tokenizer.encode(golden.tokenizer.texts, { maxTokens: 1000 });
    expect(tokens.map((row) => [...row])).toEqual(golden.tokenizer.tokens);
  });

  it('gives every text back from its tokens', () => {
    const { texts } = golden.tokenizer;
    const tokens = tokenizer.encode(texts, { maxTokens: 1000 });
    expect(tokens.map((row) => tokenizer.decode(row))).toEqual(texts);
  });

  it('cuts a long text at its end, without a mark', () => {
    const [whole] = tokenizer.encode([golden.tokenizer.texts[0]], { maxTokens: 1000 });
    const [cut] = tokenizer.encode([golden.tokenizer.texts[0]], { maxTokens: 3 });
    expect([...cut]).toEqual([...whole.subarray(0, 3)]);
  });
});

describe('the prompt', () => {
  const prompt = (history: string[], maxTokens = 1000) =>
    tokenizer.decode(promptTokens({ tokenizer, template, history, maxTokens }));

  it('lists the history, oldest first', () => {
    expect(prompt(['Toy Story', 'Star Wars'])).toBe(
      'The customer liked, in this order:\n- Toy Story\n- Star Wars\nThe next one:\n-',
    );
    expect(prompt([])).toBe('The customer liked, in this order:\nThe next one:\n-');
  });

  it('takes a title as it stands, whatever is in it', () => {
    expect(prompt(["Cost: $& $1 {title} \\n '"])).toContain("- Cost: $& $1 {title} \\n '\n");
  });

  it('leaves out the oldest titles, and no more than it must, where there is no room', () => {
    const history = Array.from({ length: 30 }, (_, i) => `Star ${i}`);
    for (const maxTokens of [31, 40, 64, 200]) {
      const kept = prompt(history, maxTokens).match(/Star \d+/g)?.length ?? 0;
      const expected = history.slice(history.length - kept);
      expect(prompt(history, maxTokens)).toBe(prompt(expected));
      expect(
        promptTokens({ tokenizer, template, history: expected, maxTokens: 1000 }).length,
      ).toBeLessThanOrEqual(maxTokens);
      const oneMore = history.slice(history.length - kept - 1);
      expect(promptTokens({ tokenizer, template, history: oneMore, maxTokens: 1000 }).length).toBeGreaterThan(
        maxTokens,
      );
    }
  });

  it('is refused where not even its frame fits, or the template has no place for a title', () => {
    expect(() => prompt([], 10)).toThrow(/there is room for 10; shorten the template or the titles/);
    const wrong = { ...template, item: '- title\n' };
    expect(() => promptTokens({ tokenizer, template: wrong, history: [], maxTokens: 99 })).toThrow(
      /expected \{title\} in item, found "- title\\n"/,
    );
  });

  it('and its answer are cut into the same tokens apart as together', () => {
    const prompts = promptTokens({ tokenizer, template, history: ['Toy Story'], maxTokens: 1000 });
    const answers = answerTokens({ tokenizer, template, titles: candidates });
    answers.forEach((answer, i) => {
      const text = `${prompt(['Toy Story'])} ${candidates[i]}\n`;
      expect([...prompts, ...answer]).toEqual([...tokenizer.encode([text], { maxTokens: 1000 })[0]]);
    });
  });
});

describe('rankByLikelihood', () => {
  const history = ['Toy Story'];
  const options = { template, history, candidates, tokensPerBatch: 100 };

  it('orders by the likelihood of the titles that PyTorch gives', async () => {
    const { texts, logLikelihoods } = golden.continuations;
    const expected = candidates.map((title) => logLikelihoods[texts.indexOf(` ${title}\n`)]);
    const { scores, order } = await rankByLikelihood({ ...options, decoder, tokenizer, score: 'sum' });
    expect(largestDifference(scores, expected)).toBeLessThan(1e-4);
    expect([...order]).toEqual([0, 2, 1]);
    expect(expected[0]).toBeGreaterThan(expected[2]);
    expect(expected[2]).toBeGreaterThan(expected[1]);
  });

  it('divides by the tokens of each title where the mean is asked for, which changes the order', async () => {
    const sum = await rankByLikelihood({ ...options, decoder, tokenizer, score: 'sum' });
    const mean = await rankByLikelihood({ ...options, decoder, tokenizer, score: 'mean' });
    const lengths = golden.continuations.tokens.map((tokens) => tokens.length);
    const own = [lengths[0], lengths[1], lengths[3]];
    expect(
      largestDifference(
        mean.scores,
        [...sum.scores].map((s, i) => s / own[i]),
      ),
    ).toBe(0);
    expect([...mean.order]).not.toEqual([...sum.order]);
  });

  it('keeps equals in their order', async () => {
    const twins = ['Hex nuts', 'Star Wars', 'Hex nuts', 'Star Wars'];
    const { order } = await rankByLikelihood({
      ...options,
      candidates: twins,
      decoder,
      tokenizer,
      score: 'sum',
    });
    expect([...order]).toEqual([1, 3, 0, 2]);
  });

  it('reads the newest part of a history that is too long, and so gives what that part gives', async () => {
    const long = Array.from({ length: 50 }, (_, i) => `Star ${i}`);
    const { scores } = await rankByLikelihood({
      ...options,
      history: long,
      decoder,
      tokenizer,
      score: 'sum',
    });
    const continuations = answerTokens({ tokenizer, template, titles: candidates });
    const longest = Math.max(...continuations.map((tokens) => tokens.length));
    const prompt = promptTokens({ tokenizer, template, history: long, maxTokens: 96 - longest + 1 });
    expect(prompt.length).toBeGreaterThan(70);
    const expected = await continuationLogLikelihoods({ decoder, prompt, continuations, tokensPerBatch: 9 });
    expect(largestDifference(scores, expected)).toBeLessThan(1e-4);
  });

  it('refuses no candidates, another score, and titles that the model cannot read', async () => {
    const rank = (wrong: object) =>
      rankByLikelihood({ ...options, decoder, tokenizer, score: 'sum', ...wrong });
    await expect(rank({ candidates: [] })).rejects.toThrow(/expected candidates, found none/);
    await expect(rank({ score: 'total' })).rejects.toThrow(/"sum" or "mean", found "total"/);
    await expect(rank({ candidates: ['x '.repeat(60)] })).rejects.toThrow(
      /shorten the template or the titles/,
    );
  });
});
