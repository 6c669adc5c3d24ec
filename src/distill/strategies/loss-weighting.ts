import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { Parameter } from '../../tensor/parameter';

/** How the losses of several tasks become one. */
export interface LossWeighting {
  readonly name: string;
  /** Trained along with the model and thrown away. */
  readonly parameters: readonly Parameter[];
  /** Of these parameters. */
  readonly learningRate: number;
  /**
   * Called before each step, outside of the differentiation, with what gives each task's loss; those who look at the
   * tasks' gradients do it here.
   */
  prepare?(losses: readonly (() => tf.Scalar)[]): void;
  /** Within a tidy; one loss a task, in the tasks' order. */
  combine(losses: readonly tf.Scalar[]): tf.Scalar;
  /** What each task's loss counts now, in the tasks' order. */
  weights(): number[];
  dispose(): void;
}

/** Σ_t w_t · L_t */
export function weightedSum(losses: readonly tf.Scalar[], weights: readonly number[]): tf.Scalar {
  return tf.addN(losses.map((loss, task) => tf.mul(loss, weights[task]))) as tf.Scalar;
}

/** @throws InputError unless there is a loss for each of so many tasks */
export function checkTasks(where: string, losses: readonly unknown[], tasks: number): void {
  if (losses.length === tasks) return;
  throw new InputError(`${where}: expected ${tasks} losses, one a task, found ${losses.length}`);
}

/**
 * Weights that stay: L = Σ_t w_t · L_t.
 * @param options.weights w_t ≥ 0, one a task, not all 0
 * @throws InputError on other weights
 */
export function fixedWeighting(options: { readonly weights: readonly number[] }): LossWeighting {
  const where = 'fixedWeighting';
  checkOptions(where, options, ['weights']);
  const { weights } = options;
  const areWeights = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
  if (!areWeights || weights.every((weight) => weight === 0)) {
    throw new InputError(
      `${where}: weights must be finite numbers of at least 0, one of them above, found [${weights.join(', ')}]`,
    );
  }
  return {
    name: 'fixed',
    parameters: [],
    learningRate: 0,
    combine: (losses) => {
      checkTasks(where, losses, weights.length);
      return weightedSum(losses, weights);
    },
    weights: () => [...weights],
    dispose: () => {},
  };
}

/**
 * Weights by uncertainty: each task's s_t, the logarithm of its noise, is learnt along,
 *   L = Σ_t exp(-s_t) · L_t + s_t,  dL / ds_t = 1 - exp(-s_t) · L_t
 * For a loss that stays L_t the best s_t is ln L_t, and the task then counts 1 / L_t: a loss that cannot be brought down
 * counts little. s starts at 0, where all tasks count 1. For a cross-entropy the paper has s / 2 and for a squared error
 * half of both terms; the constant factors move the optimum by as much as a fixed weight would.
 * @param options.learningRate of s
 * @throws InputError on settings out of range
 * @see Kendall, Gal & Cipolla 2018, arXiv:1705.07115, equations 5 to 10
 */
export function uncertaintyWeighting(options: {
  readonly tasks: number;
  readonly learningRate: number;
}): LossWeighting {
  const where = 'uncertaintyWeighting';
  checkOptions(where, options, ['tasks', 'learningRate']);
  const { tasks, learningRate } = options;
  if (!(Number.isInteger(tasks) && tasks >= 1))
    throw new InputError(`${where}: tasks must be a whole number of at least 1, found ${tasks}`);
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    throw new InputError(`${where}: learningRate must be a finite number above 0, found ${learningRate}`);
  const values = new Float32Array(tasks);
  const noise = new Parameter({ name: 'uncertainty', shape: [tasks], values, decays: false });
  return {
    name: 'uncertainty',
    parameters: [noise],
    learningRate,
    combine: (losses) => {
      checkTasks(where, losses, tasks);
      const s = noise.value<tf.Tensor1D>();
      return tf.sum(tf.add(tf.mul(tf.exp(tf.neg(s)), tf.stack([...losses])), s));
    },
    weights: () => Array.from(noise.data(), (s) => Math.exp(-s)),
    dispose: () => noise.dispose(),
  };
}
