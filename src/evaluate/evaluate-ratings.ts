import { checkOptions } from '../errors';
import { checkLabels, checkSameLength } from './checks';
import { calibration } from './metrics/calibration';
import { accuracy, logLoss } from './metrics/class-probability';
import { expectationOf, mae, rmse } from './metrics/rating-error';

/** A rating model's answers beside the truth. */
export interface RatingPredictions {
  /** [rows, levels.length], row-major; each row sums to 1 */
  readonly probabilities: ArrayLike<number>;
  /** [rows], indices into levels */
  readonly labels: ArrayLike<number>;
  /** The rating of each class, ascending. */
  readonly levels: readonly number[];
  /** [rows], the true ratings where they are not exactly the labels' levels. */
  readonly ratings?: ArrayLike<number>;
  /** [rows], the ratings' true expectations, where a generator knows them. */
  readonly expectations?: ArrayLike<number> | null;
}

/** The scalar metrics of a rating model; errors in the rating's unit. */
export interface RatingScores {
  readonly rmse: number;
  readonly mae: number;
  /** Share of rows whose most probable level is the true one. */
  readonly accuracy: number;
  /** Nats. */
  readonly logLoss: number;
  /** Expected calibration error over 15 bins. */
  readonly ece: number;
  /** RMSE of the true expectations: no model can do better on average. Null where nobody knows them. */
  readonly bestPossibleRmse: number | null;
  /** Rows. */
  readonly count: number;
}

/**
 * The scalar metrics of a rating model on one set of rows. The predicted rating is the expectation over levels.
 * @throws InputError on shapes that disagree, rows that do not sum to 1, labels out of range
 */
export function evaluateRatings(options: RatingPredictions): RatingScores {
  checkOptions('evaluateRatings', options, ['probabilities', 'labels', 'levels', 'ratings', 'expectations']);
  const { probabilities, labels, levels, expectations } = options;
  const classes = levels.length;
  const predictions = expectationOf({ probabilities, levels });
  checkSameLength('evaluateRatings', { labels, probabilities: predictions });
  checkLabels('evaluateRatings', labels, classes);
  const ratings = options.ratings ?? Float32Array.from(labels, (label) => levels[label]);
  return {
    rmse: rmse({ predictions, ratings }),
    mae: mae({ predictions, ratings }),
    accuracy: accuracy({ probabilities, labels, classes }),
    logLoss: logLoss({ probabilities, labels, classes }),
    ece: calibration({ probabilities, labels, classes, bins: 15 }).ece,
    bestPossibleRmse: expectations ? rmse({ predictions: expectations, ratings }) : null,
    count: ratings.length,
  };
}
