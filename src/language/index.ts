export { type BertConfig, parseBertConfig, readBertConfig } from './bert-config';
export { BertEncoder, type EncodeBatchOptions } from './bert-encoder';
export { cacheFolder, defaultModel } from './default-model';
export { type EncodeTextsOptions, encodeTexts } from './encode-texts';
export type { DownloadProgress } from './hub-download';
export { type FindModelOptions, findModelFolder, modelFiles } from './model-folder';
export { cachedTextTable, type TextTable } from './text-table';
export { batchesByLength, batchTokens, type TokenBatch } from './token-batch';
export { loadTokenizer, TextTokenizer } from './tokenizer';
