export type {
  CategoryColumn,
  CategoryField,
  ClickColumns,
  ClickSchema,
  ColumnName,
} from './click-columns';
export type { CategoryEncoding, ClickEncoding, NumberEncoding } from './click-encoding';
export { type ClickLog, type ClickLogOptions, type ClickProgress, openClickLog } from './click-log';
export { ClickSplit } from './click-split';
export type { ClickBatch, ClickField, ClickTable } from './click-table';
export { type ClickTexts, readClickTexts, withClickTexts } from './click-texts';
export { type DiskClickTable, openClickTable } from './disk-click-table';
export {
  clickLabels,
  type DownsampleNegativesOptions,
  downsampleNegatives,
} from './downsample-negatives';
export { type ClickRecord, encodeClickRecords } from './encode-click-records';
export {
  cachedClickTable,
  type EncodeClicksOptions,
  type EncodeClicksToFileOptions,
  encodeClicks,
  encodeClicksToFile,
} from './encode-clicks';
export { fieldsOf } from './encode-rows';
export { type FitClickEncodingOptions, fitClickEncoding } from './fit-click-encoding';
export type { InferredKind } from './infer-kind';
export type { MemoryClickTable } from './memory-click-table';
export type { NumberBuckets } from './number-buckets';
export { pairClickTable } from './pair-click-table';
export {
  type FilePart,
  type SplitClicksAtRandomOptions,
  type SplitClicksByFileOptions,
  type SplitClicksByTimeOptions,
  type SplitClicksIntoFoldsOptions,
  splitClicksAtRandom,
  splitClicksByFile,
  splitClicksByTime,
  splitClicksIntoFolds,
} from './split-clicks';
