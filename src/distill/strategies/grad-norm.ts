import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { clipByGlobalNorm, disposeGradients, valueAndGradients } from '../../tensor/gradients';
import type { Parameter } from '../../tensor/parameter';
import { checkTasks, type LossWeighting, weightedSum } from './loss-weighting';

/** No task is ever left out for good: a weight that fell to 0 would have no gradient to come back by. */
const LEAST = 1e-3;

/** Where each task stands at a step. */
export interface TaskStanding {
  /** w_t */
  readonly weights: readonly number[];
  /** ‖∇_W L_t‖ over the shared weights W, without w_t */
  readonly norms: readonly number[];
  /** L_t */
  readonly losses: readonly number[];
  /** L_t at the first step */
  readonly firstLosses: readonly number[];
}

/**
 * One step of GradNorm's weights, on plain numbers. With G_t = w_t · ‖∇_W L_t‖, Ḡ their mean, and the task's inverse
 * training rate r_t = (L_t / L_t(0)) / mean:
 *   L_grad = Σ_t |G_t - Ḡ · r_t^asymmetry|, the second term constant,  w_t ← w_t - η · sign(G_t - Ḡ · r_t^asymmetry) · ‖∇_W L_t‖
 * and then w is scaled to sum to the number of tasks. The paper leaves the optimizer open; this is a plain step.
 * @returns the next weights
 * @see Chen et al. 2018, arXiv:1711.02257, section 3.2 and algorithm 1
 */
export function gradNormStep(
  options: TaskStanding & { readonly asymmetry: number; readonly learningRate: number },
): number[] {
  const known = ['weights', 'norms', 'losses', 'firstLosses', 'asymmetry', 'learningRate'];
  checkOptions('gradNormStep', options, known);
  const { weights, norms, losses, firstLosses, asymmetry, learningRate } = options;
  const tasks = weights.length;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / tasks;
  const sizes = weights.map((weight, t) => weight * norms[t]);
  const left = losses.map((loss, t) => loss / Math.max(firstLosses[t], Number.MIN_VALUE));
  const [meanSize, meanLeft] = [mean(sizes), mean(left)];
  const moved = weights.map((weight, t) => {
    const target = meanSize * (left[t] / meanLeft) ** asymmetry;
    return Math.max(LEAST, weight - learningRate * Math.sign(sizes[t] - target) * norms[t]);
  });
  const sum = moved.reduce((a, b) => a + b, 0);
  return moved.map((weight) => (weight * tasks) / sum);
}

/**
 * Weights by GradNorm: L = Σ_t w_t · L_t, where before each step w moves by `gradNormStep`, so that all tasks pull alike
 * on the shared weights, and those that lag pull more. It asks each task for a gradient of its own: a step costs about
 * twice what it costs with fixed weights.
 * @param options.shared the weights that every task reads; the paper takes the last shared layer alone
 * @param options.asymmetry α ≥ 0: 0 makes all gradients alike, more favours tasks that lag
 * @param options.learningRate of the weights
 * @throws InputError on settings out of range, or where a task reads none of the shared weights
 * @see Chen et al. 2018, arXiv:1711.02257
 */
export function gradNormWeighting(options: {
  readonly tasks: number;
  readonly shared: readonly Parameter[];
  readonly asymmetry: number;
  readonly learningRate: number;
}): LossWeighting {
  const where = 'gradNormWeighting';
  checkOptions(where, options, ['tasks', 'shared', 'asymmetry', 'learningRate']);
  const { tasks, shared, asymmetry, learningRate } = options;
  for (const [name, value, isFine] of [
    ['tasks', tasks, Number.isInteger(tasks) && tasks >= 1],
    ['shared weights', shared.length, shared.length > 0],
    ['asymmetry', asymmetry, asymmetry >= 0],
    ['learningRate', learningRate, learningRate > 0],
  ] as const) {
    if (!isFine) throw new InputError(`${where}: ${name} out of range, found ${value}`);
  }
  let weights = Array.from({ length: tasks }, () => 1);
  let firstLosses: number[] | null = null;
  return {
    name: 'grad-norm',
    parameters: [],
    learningRate: 0,
    prepare: (given) => {
      checkTasks(where, given, tasks);
      const found = given.map((loss, task) => sharedNorm(where, { loss, shared, task }));
      const losses = found.map(({ value }) => value);
      firstLosses ??= losses;
      const norms = found.map(({ norm }) => norm);
      weights = gradNormStep({ weights, norms, losses, firstLosses, asymmetry, learningRate });
    },
    combine: (losses) => {
      checkTasks(where, losses, tasks);
      return weightedSum(losses, weights);
    },
    weights: () => [...weights],
    dispose: () => {},
  };
}

/** A task's loss, and the norm of its gradient in the shared weights. */
function sharedNorm(
  where: string,
  options: {
    readonly loss: () => tf.Scalar;
    readonly shared: readonly Parameter[];
    readonly task: number;
  },
): { value: number; norm: number } {
  const { loss, shared, task } = options;
  const { value, gradients } = valueAndGradients({ parameters: shared, loss });
  if (gradients.size === 0) {
    throw new InputError(
      `${where}: the loss of task ${task} reads none of the shared weights (${shared.map(({ name }) => name).join(', ')}); name those that all tasks read`,
    );
  }
  const norm = clipByGlobalNorm(gradients, Number.POSITIVE_INFINITY);
  disposeGradients(gradients);
  return { value, norm };
}
