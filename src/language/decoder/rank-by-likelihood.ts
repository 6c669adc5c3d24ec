import { checkOptions, InputError } from '../../errors';
import type { TextTokenizer } from '../tokenizer';
import { continuationLogLikelihoods } from './continuation-likelihoods';
import type { GptDecoder } from './gpt-decoder';
import { answerTokens, promptTokens, type RankingTemplate } from './ranking-prompt';

export interface RankByLikelihoodOptions {
  decoder: GptDecoder;
  tokenizer: TextTokenizer;
  /** `listTemplate`, or one of your own. */
  template: RankingTemplate;
  /** Titles of what the user took, oldest first; the oldest are left out where the model cannot read them all. */
  history: readonly string[];
  /** Titles to rank. */
  candidates: readonly string[];
  /**
   * `sum`: log p(title), the probability that the model writes this very title; each further token lowers it, so that
   * short titles lead. `mean`: log p(title) a token, which takes that out and lets long titles lead whose later tokens
   * follow from their first ones.
   */
  score: 'sum' | 'mean';
  /** As in `continuationLogLikelihoods`: speed alone. */
  tokensPerBatch: number;
  signal?: AbortSignal;
}

const rankOptions = [
  'decoder',
  'tokenizer',
  'template',
  'history',
  'candidates',
  'score',
  'tokensPerBatch',
  'signal',
];

export interface LikelihoodRanking {
  /** Numbers of the candidates, best first; of equals, the earlier first. */
  readonly order: Int32Array;
  /** [candidates], log-likelihoods in nats, or nats a token; logits for distillation as they are */
  readonly scores: Float64Array;
}

/**
 * Ranks candidates by how likely a language model goes on from the user's history with their titles. The history is read
 * once for all candidates.
 * @throws InputError if there is no candidate, or a title is too long for the model
 */
export async function rankByLikelihood(options: RankByLikelihoodOptions): Promise<LikelihoodRanking> {
  checkOptions('rankByLikelihood', options, rankOptions);
  const { decoder, tokenizer, template, history, candidates, score, tokensPerBatch, signal } = options;
  if (score !== 'sum' && score !== 'mean') {
    throw new InputError(`rankByLikelihood: expected score "sum" or "mean", found ${JSON.stringify(score)}`);
  }
  if (candidates.length === 0) throw new InputError('rankByLikelihood: expected candidates, found none');
  const continuations = answerTokens({ tokenizer, template, titles: candidates });
  const longest = continuations.reduce((most, tokens) => Math.max(most, tokens.length), 0);
  // The last token of an answer is predicted and never read.
  const maxTokens = decoder.config.positions - longest + 1;
  const prompt = promptTokens({ tokenizer, template, history, maxTokens });
  const sums = await continuationLogLikelihoods({ decoder, prompt, continuations, tokensPerBatch, signal });
  const scores = score === 'sum' ? sums : sums.map((sum, i) => sum / continuations[i].length);
  return { order: bestFirst(scores), scores };
}

function bestFirst(scores: Float64Array): Int32Array {
  return Int32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
}
