import {
  type ComparedCompressions,
  type CompressedModel,
  type CompressionMethod,
  clickStudentIn,
  columnWeights,
  compareCompressions,
  type ModelContents,
  studentIn,
  withoutHistories,
} from '../../deploy/compress';
import { InputError } from '../../errors';
import { clickMaterialOf } from './click-material';
import type { CompressFlags } from './compress-flags';
import { materialOf } from './model-material';
import { retrainingOf } from './retraining';
import { runFlagsOf } from './run-flags';

/** A model, and what is to become of it. */
export interface Compression {
  readonly folder: string;
  readonly outFolder: string;
  readonly contents: ModelContents;
  readonly methods: readonly CompressionMethod[];
  readonly flags: CompressFlags;
}

/** What came out, and on what. */
export type Measured = ComparedCompressions & Pick<CompressedModel, 'data' | 'split' | 'metric' | 'taughtBy'>;

const sayOf =
  (folder: string) =>
  ({ method, validation }: { readonly method: string; readonly validation: number }): void => {
    process.stderr.write(`${folder}: ${method}, validation ${validation.toFixed(4)}\n`);
  };

/** Students of ratings and rankings. */
export async function compareOfItems({
  folder,
  outFolder,
  contents,
  methods,
  flags,
}: Compression): Promise<Measured> {
  const material = await materialOf(folder, contents, runFlagsOf(folder, flags));
  const { judge, requests, counts, data, split } = material;
  const isRetrained = methods.some(({ changes }) =>
    changes.some(({ kind }) => kind === 'prune' || kind === 'hashed'),
  );
  const { cache, fineTuneEpochs: epochs } = flags;
  const kept = flags.histories === 'keep' ? contents : withoutHistories(contents);
  const { retraining, taughtBy } = await retrainingOf({ folder, contents: kept, material, cache, epochs });
  const original = await studentIn(folder);
  const compared = await compareCompressions({
    ...{ contents: kept, original, methods, judge, outFolder, counts, retraining },
    columnWeights: columnWeights(contents, requests),
    onMethod: sayOf(folder),
  });
  return {
    ...compared,
    ...{ data: data.name, split: split.name, metric: contents.task === 'rating' ? 'RMSE' : 'NDCG@10' },
    taughtBy: isRetrained ? taughtBy : null,
  };
}

const untrained = (step: string) => async (): Promise<never> => {
  throw new InputError(`${step}: expected a model of ratings or rankings, found one of clicks`);
};

/** Students of clicks, of which nothing is trained again. */
export async function compareOfClicks(compression: Compression): Promise<Measured> {
  const { folder, outFolder, contents, methods, flags } = compression;
  const { cache } = flags;
  const { judge, ...about } = await clickMaterialOf(folder, contents, {
    flags: runFlagsOf(folder, flags),
    cache,
  });
  const original = await clickStudentIn(folder);
  const compared = await compareCompressions({
    ...{ contents, original, methods, judge, outFolder, counts: [], columnWeights: new Map() },
    retraining: { pruned: untrained('prune'), hashed: untrained('hashed') },
    onMethod: sayOf(folder),
  });
  return { ...compared, ...about, metric: 'log-loss', taughtBy: null };
}
