export { loadAdapters, saveAdapters } from './adapter-file';
export { type ContinuationLikelihoodsOptions, continuationLogLikelihoods } from './continuation-likelihoods';
export {
  type ContinuationExample,
  type ContinuationLossOptions,
  continuationLoss,
} from './continuation-loss';
export { type GenerateOptions, generate } from './generate';
export { type GptConfig, parseGptConfig, readGptConfig } from './gpt-config';
export { type AdvanceOptions, type DecodeBatchOptions, GptDecoder } from './gpt-decoder';
export { type GptDenseName, gptDenseNames } from './gpt-weights';
export { KeyValueCache, type LayerCache } from './key-value-cache';
export { LowRankAdapters, type LowRankOptions } from './low-rank-adapters';
export { type LikelihoodRanking, type RankByLikelihoodOptions, rankByLikelihood } from './rank-by-likelihood';
export {
  answerTokens,
  listTemplate,
  promptTokens,
  type RankingTemplate,
  rankingExample,
} from './ranking-prompt';
