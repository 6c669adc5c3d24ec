import * as tf from '@tensorflow/tfjs-node';
import { NativeVariable } from './native-variable';
import type { Gradient, Parameter } from './parameter';

export interface AdamWOptions {
  parameters: readonly Parameter[];
  /** Per step: w -= learningRate · weightDecay · w, apart from the gradient. */
  weightDecay: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

interface Moments {
  mean: NativeVariable;
  variance: NativeVariable;
}

/**
 * Adam with decoupled weight decay, in place on native variables; `rowWise` parameters move in the rows that the batch
 * touched alone (moments of the other rows wait, as in PyTorch's SparseAdam).
 *   m = β1 m + (1 - β1) g,  v = β2 v + (1 - β2) g²,  w -= η (m / (1 - β1ᵗ)) / (√(v / (1 - β2ᵗ)) + ε) + η λ w
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101
 */
export class AdamW {
  readonly weightDecay: number;
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private readonly parameters: readonly Parameter[];
  private readonly moments = new Map<Parameter, Moments>();
  private steps = 0;

  constructor({ parameters, weightDecay, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamWOptions) {
    if (!(weightDecay >= 0)) throw new RangeError(`AdamW: weightDecay must be >= 0, found ${weightDecay}`);
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /** One step. Disposes the gradients. */
  step(options: { gradients: ReadonlyMap<Parameter, Gradient>; learningRate: number }): void {
    const { gradients, learningRate } = options;
    this.steps++;
    tf.tidy(() => {
      const scalars = this.scalars(learningRate);
      for (const [parameter, gradient] of gradients) {
        if (gradient.kind === 'dense') this.stepDense(parameter, gradient.values, scalars, learningRate);
        else this.stepRows(parameter, gradient.indices, gradient.values, learningRate);
      }
    });
    for (const gradient of gradients.values()) gradient.values.dispose();
  }

  /** In the order that ResourceApplyAdam takes; ε is scaled to mean what it means in the paper and in PyTorch. */
  private scalars(learningRate: number): tf.Tensor[] {
    const power1 = this.beta1 ** this.steps;
    const power2 = this.beta2 ** this.steps;
    const epsilon = this.epsilon * Math.sqrt(1 - power2);
    return [power1, power2, learningRate, this.beta1, this.beta2, epsilon].map((x) => tf.scalar(x));
  }

  private stepDense(parameter: Parameter, gradient: tf.Tensor, scalars: tf.Tensor[], rate: number): void {
    const { mean, variance } = this.momentsOf(parameter);
    if (this.weightDecay > 0 && parameter.decays) {
      const value = parameter.variable.read();
      const decay = tf.mul(value, rate * this.weightDecay);
      value.dispose();
      parameter.variable.subtract(decay);
    }
    parameter.variable.applyAdam(mean, variance, scalars, gradient);
  }

  private stepRows(parameter: Parameter, indices: Int32Array, gradient: tf.Tensor2D, rate: number): void {
    const { mean, variance } = this.momentsOf(parameter);
    const at = tf.tensor1d(indices, 'int32');
    const m = tf.add(tf.mul(mean.gather(at), this.beta1), tf.mul(gradient, 1 - this.beta1)) as tf.Tensor2D;
    const v = tf.add(
      tf.mul(variance.gather(at), this.beta2),
      tf.mul(tf.square(gradient), 1 - this.beta2),
    ) as tf.Tensor2D;
    mean.scatter('update', at, m);
    variance.scatter('update', at, v);
    const correction1 = 1 - this.beta1 ** this.steps;
    const correction2 = Math.sqrt(1 - this.beta2 ** this.steps);
    let delta = tf.div(
      tf.mul(m, (rate * correction2) / correction1),
      tf.add(tf.sqrt(v), this.epsilon * correction2),
    ) as tf.Tensor2D;
    if (this.weightDecay > 0 && parameter.decays) {
      delta = tf.add(delta, tf.mul(parameter.variable.gather(at), rate * this.weightDecay));
    }
    parameter.variable.scatter('subtract', at, delta);
  }

  private momentsOf(parameter: Parameter): Moments {
    let moments = this.moments.get(parameter);
    if (moments === undefined) {
      const zero = () => new NativeVariable(new Float32Array(parameter.size), parameter.shape);
      moments = { mean: zero(), variance: zero() };
      this.moments.set(parameter, moments);
    }
    return moments;
  }

  /** What a checkpoint must hold beside the weights to go on exactly. */
  state(): { steps: number; moments: Map<string, Float32Array> } {
    const moments = new Map<string, Float32Array>();
    for (const [parameter, { mean, variance }] of this.moments) {
      moments.set(`${parameter.name}/mean`, mean.data());
      moments.set(`${parameter.name}/variance`, variance.data());
    }
    return { steps: this.steps, moments };
  }

  loadState(state: { steps: number; moments: ReadonlyMap<string, Float32Array> }): void {
    this.steps = state.steps;
    for (const parameter of this.parameters) {
      const mean = state.moments.get(`${parameter.name}/mean`);
      const variance = state.moments.get(`${parameter.name}/variance`);
      if (mean === undefined || variance === undefined) continue;
      const moments = this.momentsOf(parameter);
      moments.mean.write(mean);
      moments.variance.write(variance);
    }
  }

  dispose(): void {
    for (const { mean, variance } of this.moments.values()) {
      mean.dispose();
      variance.dispose();
    }
    this.moments.clear();
  }
}
