import { join } from 'node:path';
import { type ClickMetrics, sizeOnDisk } from '../../evaluate';
import type { ClickModel } from '../../models/click/click-model';
import { clickScorerOf } from '../../models/click/click-scorer';
import { saveClickModel } from '../../models/click/save-click-model';
import { countWeights } from '../../tensor/parameter';
import type { PipelineListener } from '../events';
import type { ClickRows } from './click-material';
import type { ClickSearch } from './click-search';
import { type ClickTrial, type TrainClickStudentOptions, trainClickStudent } from './click-trial';
import { clickLatency, measureClicks } from './measure-clicks';
import type { SplitRow } from './split-findings';

export interface ClickComparison extends Omit<TrainClickStudentOptions, 'trial' | 'onEpoch'> {
  readonly search: ClickSearch;
  readonly test: ClickRows;
  /** Each row's model of the first seed goes here, a folder each. */
  readonly modelFolder: string;
  readonly onEvent?: PipelineListener;
}

/** One student, from scratch and by each method, with every seed, on the test rows. */
export async function compareClickStudent(comparison: ClickComparison): Promise<SplitRow[]> {
  const rows: SplitRow[] = [];
  for (const trial of comparison.search.chosen.values()) rows.push(await runSeeds(comparison, trial));
  return rows;
}

async function runSeeds(comparison: ClickComparison, trial: ClickTrial): Promise<SplitRow> {
  const { material, settings, test, onEvent } = comparison;
  const { seeds } = settings;
  const split = material.split.name;
  const stage = `final comparison ${trial.student}, ${trial.method}`;
  const bySeed: ClickMetrics[] = [];
  const validation: number[] = [];
  const losses = new Float64Array(test.rows.length);
  let first: Pick<SplitRow, 'logits' | 'weights' | 'bytes' | 'latencyP50Ms'> | null = null;
  for (const seed of seeds) {
    const { model, result } = trainClickStudent({
      ...comparison,
      trial: { ...trial, seed },
      onEpoch: (event) => onEvent?.({ kind: 'epoch', split, stage, event }),
    });
    try {
      const measured = measureClicks(clickScorerOf(model), material, test);
      bySeed.push(measured.metrics);
      validation.push(result.bestValidation);
      measured.losses.forEach((loss, row) => {
        losses[row] += loss / seeds.length;
      });
      first ??= {
        logits: measured.logits,
        ...(await aboutModel(comparison, trial, model, measured.metrics)),
      };
    } finally {
      model.dispose();
    }
    onEvent?.({ kind: 'progress', split, stage, done: bySeed.length, total: seeds.length });
  }
  if (first === null) throw new Error('compareClickStudent: settings.seeds is empty');
  return { trial, bySeed, validation, losses, ...first };
}

/** Saves the model and says how large and how fast it is. */
async function aboutModel(
  { material, settings, test, modelFolder }: ClickComparison,
  trial: ClickTrial,
  model: ClickModel,
  { logLoss, auc }: ClickMetrics,
): Promise<Pick<SplitRow, 'weights' | 'bytes' | 'latencyP50Ms'>> {
  const { split, encoding, table, shift } = material;
  const { negativeShare } = settings;
  const folder = join(modelFolder, `${trial.student}-${trial.method}`);
  await saveClickModel({
    folder,
    model,
    encoding,
    metadata: {
      ...{ dataHash: table.hash, split: split.name, trial: { ...trial }, test: { logLoss, auc } },
      // Whoever serves a model of thinned rows adds the shift to its logits.
      ...{ negativeShare, logitShift: shift },
    },
  });
  return {
    weights: countWeights(model.parameters),
    bytes: sizeOnDisk(folder),
    latencyP50Ms: await clickLatency(clickScorerOf(model), material, test),
  };
}
