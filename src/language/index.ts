export { cacheFolder } from '../files/cache-folder';
export { type BertConfig, parseBertConfig, readBertConfig } from './bert-config';
export { BertEncoder, type EncodeBatchOptions } from './bert-encoder';
export {
  type AdvanceOptions,
  answerTokens,
  type ContinuationExample,
  type ContinuationLikelihoodsOptions,
  type ContinuationLossOptions,
  continuationLogLikelihoods,
  continuationLoss,
  type DecodeBatchOptions,
  type GenerateOptions,
  type GptConfig,
  GptDecoder,
  type GptDenseName,
  generate,
  gptDenseNames,
  KeyValueCache,
  type LayerCache,
  type LikelihoodRanking,
  LowRankAdapters,
  type LowRankOptions,
  listTemplate,
  loadAdapters,
  parseGptConfig,
  promptTokens,
  type RankByLikelihoodOptions,
  type RankingTemplate,
  rankByLikelihood,
  rankingExample,
  readGptConfig,
  saveAdapters,
} from './decoder';
export { defaultModel } from './default-model';
export { type EncodeTextsOptions, encodeTexts } from './encode-texts';
export type { DownloadProgress } from './hub-download';
export { type FindModelOptions, findModelFolder, modelFiles } from './model-folder';
export { cachedTextTable, type TextTable } from './text-table';
export { batchesByLength, batchTokens, type TokenBatch } from './token-batch';
export { loadTokenizer, TextTokenizer } from './tokenizer';
