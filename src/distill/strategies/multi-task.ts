import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { type FitOptions, type FitResult, slices } from '../../train/fit';
import { TrainingRun } from '../../train/training-run';
import type { LearningTask } from './learning-tasks';
import type { LossWeighting } from './loss-weighting';

/** Beside the tasks as `fit`, without `checkpoint`: a weighting has a state that checkpoints do not know. */
export interface DistillTasksOptions
  extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'batchSize' | 'checkpoint'> {
  /** Of the student, e.g. `SharedVectorsModel.parameters`. */
  readonly parameters: readonly Parameter[];
  readonly tasks: readonly LearningTask[];
  /** Rows of each task a step, in the tasks' order. */
  readonly batchSizes: readonly number[];
  /** Stays the caller's to dispose. */
  readonly weighting: LossWeighting;
}

const known = [
  ...['parameters', 'tasks', 'batchSizes', 'weighting', 'validate', 'epochs', 'learningRate', 'weightDecay'],
  ...['patience', 'seed', 'warmup', 'schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal'],
];

/**
 * Trains one student on several tasks at once, each from its labels and its teacher:
 *   L = weighting(L_1, ..., L_n),  e.g. Σ_t w_t · L_t
 * A step takes a batch of each task. An epoch ends when the task with the most batches has been through its rows once;
 * the others begin again in a new order. `validate` sees the student alone, so it decides what the tasks are worth.
 * @returns the history, and what each task's loss counted at the end
 * @throws InputError on unknown options, no task, or a task without rows or batch size
 * @see Caruana 1997, doi:10.1023/A:1007379606734; `fixedWeighting`, `uncertaintyWeighting` (Kendall et al. 2018) and
 *   `gradNormWeighting` (Chen et al. 2018)
 */
export function distillTasks(
  options: DistillTasksOptions,
): FitResult & { readonly weights: readonly number[] } {
  checkOptions('distillTasks', options, known);
  checkTasks(options);
  const { parameters, tasks, batchSizes, weighting, learningRate, weightDecay, ...rest } = options;
  const ahead = new Random(options.seed).fork('weighting');
  const lossesOf = (batches: readonly Int32Array[], random: Random) =>
    tasks.map((task, t) => () => task.loss(batches[t], random));
  const run = new TrainingRun<readonly Int32Array[]>({
    ...rest,
    name: 'distillTasks',
    groups: [
      { parameters, learningRate, weightDecay },
      { parameters: weighting.parameters, learningRate: weighting.learningRate, weightDecay: 0 },
    ],
    batches: (random) => batchesOf(tasks, batchSizes, random),
    rowsOf: (batches) => batches.reduce((sum, { length }) => sum + length, 0),
    prepare: (batches) => weighting.prepare?.(lossesOf(batches, ahead)),
    loss: (batches, random): tf.Scalar => weighting.combine(lossesOf(batches, random).map((loss) => loss())),
    warmup: options.warmup ?? 0,
    schedule: options.schedule ?? 'constant',
    clipNorm: options.clipNorm ?? null,
  });
  return { ...run.toTheEnd(), weights: weighting.weights() };
}

function checkTasks({ tasks, batchSizes }: DistillTasksOptions): void {
  const isFit = tasks.length > 0 && batchSizes.length === tasks.length;
  const isWhole = batchSizes.every((size) => Number.isInteger(size) && size >= 1);
  if (isFit && isWhole && tasks.every(({ rows }) => rows > 0)) return;
  throw new InputError(
    `distillTasks: expected at least one task, each with rows and a whole batch size above 0, found rows [${tasks.map(({ rows }) => rows).join(', ')}] and batch sizes [${batchSizes.join(', ')}]`,
  );
}

/** As many steps as the longest task has batches, each with a batch of every task. */
function batchesOf(
  tasks: readonly LearningTask[],
  sizes: readonly number[],
  random: Random,
): (readonly Int32Array[])[] {
  const steps = Math.max(...tasks.map(({ rows }, t) => Math.ceil(rows / sizes[t])));
  const streams = tasks.map(({ rows }, t) => {
    const batches: Int32Array[] = [];
    while (batches.length < steps) batches.push(...slices(random.permutation(rows), sizes[t]));
    return batches;
  });
  return Array.from({ length: steps }, (_, step) => streams.map((batches) => batches[step]));
}
