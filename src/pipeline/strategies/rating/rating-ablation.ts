import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { softmaxRows } from '../../../distill/soft-targets/soft-probabilities';
import { grid } from '../../../distill/sweep/grid';
import { expectationOf, latency, logLoss, mae, rmse, sizeOnDisk } from '../../../evaluate';
import { predictLogits } from '../../../models/rating/predict-logits';
import type { RatingModel } from '../../../models/rating/rating-model';
import { saveModel } from '../../../models/rating/save-model';
import { countWeights } from '../../../tensor/parameter';
import { FinalTest, type TestRows } from '../../final-test';
import { allItemsOf } from '../../score-model';
import type { AblationTask, Measured, ModelFacts } from '../ablation-task';
import type { RatingStrategyMaterial } from './rating-strategy-material';
import { teachRatingStudent, validationRmse } from './teach-rating-student';

/** Strategies on ratings, by RMSE; tests over users, who are what repeats. */
export const ratingAblation: AblationTask<RatingStrategyMaterial, RatingModel> = {
  ...{ name: 'rating', metric: 'RMSE', lowerIsBetter: true, unit: 'user', isRootOfMean: true },
  trainScratch: (options) => teachRatingStudent(options, { said: null }),
  trainPlain: (options) => teachRatingStudent(options),
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
  validate: validationRmse,
  openTest: ({ split, teacher }) => {
    const test = new FinalTest(split).open();
    const { levels } = split.data;
    return {
      measure: (model) => measured(predictLogits({ model, pairs: test.pairs }), test, levels),
      teacher: measured(teacher.logits(test.pairs), test, levels),
    };
  },
  describe: describeModel,
  hashOf: ({ hash }) => hash,
};

/**
 * By user: the sum of a user's squared errors over the mean number of rows a user has, so that the mean over users is
 * the mean over rows.
 */
export function squaredErrorsByUser(options: {
  readonly users: Int32Array;
  readonly predictions: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
}): Float64Array {
  const { users, predictions, ratings } = options;
  const places = new Map([...new Set(users)].sort((a, b) => a - b).map((user, place) => [user, place]));
  const sums = new Float64Array(places.size);
  users.forEach((user, row) => {
    sums[places.get(user) as number] += (predictions[row] - ratings[row]) ** 2;
  });
  return sums.map((sum) => (sum * places.size) / users.length);
}

function measured(
  logits: Float32Array,
  { pairs, labels, ratings }: TestRows,
  levels: readonly number[],
): Measured {
  const classes = levels.length;
  const probabilities = softmaxRows({ logits, classes, temperature: 1 });
  const predictions = expectationOf({ probabilities, levels });
  return {
    value: rmse({ predictions, ratings }),
    perUnit: squaredErrorsByUser({ users: pairs.users, predictions, ratings }),
    extra: { MAE: mae({ predictions, ratings }), 'log-loss': logLoss({ probabilities, labels, classes }) },
  };
}

async function describeModel(model: RatingModel, { split }: RatingStrategyMaterial): Promise<ModelFacts> {
  const { data } = split;
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-strategy-'));
  try {
    const vocabulary = { users: data.users.ids, items: data.items.ids };
    await saveModel({ folder, model, vocabulary, levels: data.levels, metadata: { dataHash: data.hash } });
    let user = 0;
    const run = () => predictLogits({ model, pairs: allItemsOf(split, user++ % data.users.ids.length) });
    return {
      weights: countWeights(model.parameters),
      bytes: sizeOnDisk(folder),
      latencyP50Ms: (await latency({ run, warmup: 5, repeats: 50 })).p50Ms,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
