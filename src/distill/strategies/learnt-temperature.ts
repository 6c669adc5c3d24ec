import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { Parameter } from '../../tensor/parameter';
import type { DistillTerm, TermBatch } from '../distill-term';
import { checkSameShape } from '../losses/check-inputs';
import { checkPositive } from '../ranking/methods/check-settings';
import { type Scheduled, valueAt } from '../scheduled';
import { checkRange } from './entropy-temperature';

const where = 'learntTemperature';

/** x on the way there; on the way back the slope times `scale`. */
function scaleGradient(x: tf.Tensor, scale: number): tf.Tensor {
  const pass = tf.customGrad((input) => ({
    value: tf.clone(input as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, scale),
  }));
  return pass(x);
}

/**
 * T² · KL(softmax(z_t / T) ‖ softmax(z_s / T)), averaged over the batch, as a function of T too.
 * @param options.temperature T, scalar; gets a gradient, as the student's logits do
 * @returns scalar, in nats
 */
export function softLossInTemperature(options: {
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly temperature: tf.Tensor;
}): tf.Scalar {
  checkOptions('softLossInTemperature', options, ['studentLogits', 'teacherLogits', 'temperature']);
  const { studentLogits, teacherLogits, temperature } = options;
  const [batch] = checkSameShape('softLossInTemperature', studentLogits, teacherLogits);
  return tf.tidy(() => {
    const logP = tf.logSoftmax(tf.div(teacherLogits, temperature) as tf.Tensor2D, 1);
    const logQ = tf.logSoftmax(tf.div(studentLogits, temperature) as tf.Tensor2D, 1);
    const divergence = tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, logQ)));
    return tf.div(tf.mul(divergence, tf.square(temperature)), batch) as tf.Scalar;
  });
}

/**
 * A temperature that is learnt beside the student, at a rate of its own:
 *   L = T_θ² · KL(softmax(z_t / T_θ) ‖ softmax(z_s / T_θ)),  T_θ = T · range^tanh(θ),  θ = 0 at first
 *   dL/dθ is multiplied by −reversal before θ takes its step
 * With a reversal above 0 the temperature makes the task harder for the student (curriculum temperature, where it rises
 * from 0 to 1 over the training); with one below 0 it makes it easier. T is the training's temperature and T_θ stays
 * between T / range and T · range.
 * @param options.range above 1
 * @param options.reversal λ, in each epoch
 * @param options.learningRate peak of θ's, in the schedule of the training
 * @see Li et al. 2023, "Curriculum temperature for knowledge distillation", AAAI, arXiv:2211.16231, section 3.2 (a global
 *   temperature; there T = τ_init + τ_range · sigmoid)
 */
export function learntTemperature(options: {
  readonly range: number;
  readonly reversal: Scheduled;
  readonly learningRate: number;
}): DistillTerm & { factor(): number } {
  checkOptions(where, options, ['range', 'reversal', 'learningRate']);
  const { range, reversal, learningRate } = options;
  checkRange(where, range);
  checkPositive(where, { learningRate });
  if (typeof reversal === 'number' && !Number.isFinite(reversal)) {
    throw new InputError(`${where}: reversal must be a finite number, found ${reversal}`);
  }
  const theta = new Parameter({
    name: `${where}/theta`,
    shape: [],
    values: new Float32Array(1),
    decays: false,
  });
  const temperatureOf = (batch: TermBatch) => {
    const scaled = scaleGradient(theta.value(), -valueAt(reversal, batch));
    return tf.mul(tf.exp(tf.mul(tf.tanh(scaled), Math.log(range))), batch.temperature);
  };
  return {
    name: where,
    parameters: [theta],
    learningRates: new Map([[theta, learningRate]]),
    loss: (batch) => {
      const { studentLogits, teacherLogits } = batch;
      return softLossInTemperature({ studentLogits, teacherLogits, temperature: temperatureOf(batch) });
    },
    factor: () => range ** Math.tanh(theta.data()[0]),
    dispose: () => theta.dispose(),
  };
}
