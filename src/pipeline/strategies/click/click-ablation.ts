import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grid } from '../../../distill/sweep/grid';
import { clickLogLoss, sizeOnDisk } from '../../../evaluate';
import type { ClickModel } from '../../../models/click/click-model';
import type { ClickScorer } from '../../../models/click/click-scorer';
import { clickScorerOf } from '../../../models/click/click-scorer';
import { saveClickModel } from '../../../models/click/save-click-model';
import { countWeights } from '../../../tensor/parameter';
import { type ClickRows, clickRowsOf, validationLogLoss } from '../../click/click-material';
import { clickLatency, measureClicks } from '../../click/measure-clicks';
import type { AblationTask, Measured, ModelFacts } from '../ablation-task';
import type { ClickStrategyMaterial } from './click-strategy-material';
import { teachClickStudent } from './teach-click-student';

/** Strategies on clicks, by log-loss over test rows. */
export const clickAblation: AblationTask<ClickStrategyMaterial, ClickModel> = {
  ...{ name: 'click', metric: 'log-loss', lowerIsBetter: true, unit: 'row', isRootOfMean: false },
  trainScratch: (options) => teachClickStudent(options, { said: null }),
  trainPlain: (options) => teachClickStudent(options),
  grid: ({ settings }) => {
    const { learningRates, weightDecays } = settings.student;
    const { temperatures, alphas } = settings.distillation;
    return grid({
      learningRate: learningRates,
      weightDecay: weightDecays,
      temperature: temperatures,
      alpha: alphas,
    });
  },
  validate: (model, { data }) => validationLogLoss(clickScorerOf(model), data),
  openTest: ({ data, teacher, chances }) => {
    const test = clickRowsOf(data.table, data.split.takeTest('comparison of strategies'));
    const least: Record<string, number> =
      chances === null ? {} : { 'log-loss of the true chances': lossOfChances(chances, test) };
    const measured = (scorer: ClickScorer): Measured => {
      const { metrics, losses } = measureClicks(scorer, data, test);
      const { auc, ece } = metrics;
      const extra = { ...(auc === null ? {} : { AUC: auc }), ECE: ece, ...least };
      return { value: metrics.logLoss, perUnit: losses, extra };
    };
    return { teacher: measured(teacher.scorer), measure: (model) => measured(clickScorerOf(model)) };
  },
  describe: describeModel,
  hashOf: ({ hash }) => hash,
};

/** What no model can be better than but by luck. */
function lossOfChances(chances: Float64Array, { rows, labels }: ClickRows): number {
  const logits = Float64Array.from(rows, (row) => Math.log(chances[row] / (1 - chances[row])));
  return clickLogLoss({ logits, labels });
}

async function describeModel(model: ClickModel, { data }: ClickStrategyMaterial): Promise<ModelFacts> {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-strategy-'));
  try {
    const { encoding, table, split } = data;
    await saveClickModel({ folder, model, encoding, metadata: { dataHash: table.hash, split: split.name } });
    return {
      weights: countWeights(model.parameters),
      bytes: sizeOnDisk(folder),
      latencyP50Ms: await clickLatency(clickScorerOf(model), data, data.validation),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
