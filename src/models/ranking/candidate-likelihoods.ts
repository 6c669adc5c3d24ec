import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import { checkOptions, InputError } from '../../errors';
import { type RankByLikelihoodOptions, rankByLikelihood } from '../../language';

export interface CandidateLikelihoodsOptions
  extends Pick<
    RankByLikelihoodOptions,
    'decoder' | 'tokenizer' | 'template' | 'score' | 'tokensPerBatch' | 'signal'
  > {
  contexts: Contexts;
  /** [items] */
  titles: readonly string[];
  /** [queries, k], row-major indices of items: a first ranking's best, as the whole catalogue is too dear. */
  candidates: Int32Array;
  /** Candidates a query. */
  k: number;
  /** Told after each query. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

const candidateOptions = [
  ...['decoder', 'tokenizer', 'template', 'score', 'tokensPerBatch', 'signal'],
  ...['contexts', 'titles', 'candidates', 'k', 'onProgress'],
];

/**
 * How likely a language model goes on from each query's history with each candidate's title: the logits of a teacher
 * that reorders candidates. See `rankByLikelihood`.
 * @returns [queries, k], row-major, in the candidates' order
 * @throws InputError if the candidates do not fill queries · k, or an index has no title
 */
export async function candidateLikelihoods(options: CandidateLikelihoodsOptions): Promise<Float32Array> {
  checkOptions('candidateLikelihoods', options, candidateOptions);
  const { contexts, titles, candidates, k, onProgress, ...ranking } = options;
  const total = contexts.rows.length;
  checkCandidates(options);
  const logits = new Float32Array(total * k);
  for (let query = 0; query < total; query++) {
    const own = candidates.subarray(query * k, (query + 1) * k);
    const { scores } = await rankByLikelihood({
      ...ranking,
      history: Array.from(knownItems(contexts, query), (item) => titles[item]),
      candidates: Array.from(own, (item) => titles[item]),
    });
    logits.set(scores, query * k);
    onProgress?.({ done: query + 1, total });
  }
  return logits;
}

function checkCandidates({ contexts, titles, candidates, k }: CandidateLikelihoodsOptions): void {
  const queries = contexts.rows.length;
  if (candidates.length !== queries * k) {
    throw new InputError(
      `candidateLikelihoods: expected ${queries} x ${k} candidates, found ${candidates.length}`,
    );
  }
  const foreign = candidates.find((item) => item < 0 || item >= titles.length);
  if (foreign === undefined) return;
  throw new InputError(
    `candidateLikelihoods: candidate ${foreign} is not among the ${titles.length} titles; do both come from one data set?`,
  );
}
