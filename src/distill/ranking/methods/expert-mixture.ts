import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../../random';
import { Parameter } from '../../../tensor/parameter';
import { gumbel } from './draw-by-weight';

/** Two dense layers, e(h) = relu(h · W₁ + b₁) · W₂ + b₂. */
export interface Expert {
  /** [studentWidth, middle] */
  readonly inner: tf.Tensor2D;
  /** [middle] */
  readonly innerBias: tf.Tensor1D;
  /** [middle, teacherWidth] */
  readonly outer: tf.Tensor2D;
  /** [teacherWidth] */
  readonly outerBias: tf.Tensor1D;
}

/** A softmax over the experts, v(t) = softmax(t · V + b). */
export interface Selector {
  /** [teacherWidth, experts] */
  readonly weights: tf.Tensor2D;
  /** [experts] */
  readonly bias: tf.Tensor1D;
}

/** ln v(t), [rows, experts] */
export function logSelection(teacher: tf.Tensor2D, { weights, bias }: Selector): tf.Tensor2D {
  return tf.logSoftmax(tf.add(tf.matMul(teacher, weights), bias) as tf.Tensor2D);
}

/**
 * Squared distance of the teacher's vectors from what the selected experts make of the student's, averaged over rows.
 *   L = (1 / rows) · Σ_u ‖t_u - Σ_m s_um · e_m(h_u)‖²,  s_u = softmax((ln v(t_u) + g_u) / τ)
 * g is Gumbel noise, which with a small τ makes s an almost one-hot draw that gradients still pass.
 * @param options.studentVectors h, [rows, studentWidth]
 * @param options.teacherVectors t, [rows, teacherWidth], constants
 * @param options.noise g, [rows, experts]
 * @param options.temperature τ > 0
 * @returns scalar, in squared units of the teacher's vectors
 * @see Jang, Gu & Poole 2017, arXiv:1611.01144, for the selection
 */
export function expertMixtureLoss(options: {
  readonly studentVectors: tf.Tensor2D;
  readonly teacherVectors: tf.Tensor2D;
  readonly experts: readonly Expert[];
  readonly selector: Selector;
  readonly noise: tf.Tensor2D;
  readonly temperature: number;
}): tf.Scalar {
  const { studentVectors, teacherVectors, experts, selector, noise, temperature } = options;
  return tf.tidy(() => {
    const noisy = tf.add(logSelection(teacherVectors, selector), noise);
    const selection = tf.softmax(tf.div(noisy, temperature)) as tf.Tensor2D;
    const parts = experts.map(({ inner, innerBias, outer, outerBias }, m) => {
      const middle = tf.relu(tf.add(tf.matMul(studentVectors, inner), innerBias)) as tf.Tensor2D;
      const vectors = tf.add(tf.matMul(middle, outer), outerBias);
      return tf.mul(vectors, tf.slice(selection, [0, m], [-1, 1]));
    });
    const distances = tf.sum(tf.square(tf.sub(tf.addN(parts), teacherVectors)), 1);
    return tf.mean(distances) as tf.Scalar;
  });
}

export interface ExpertMixtureOptions {
  /** Prefix of the parameters' names. */
  readonly name: string;
  readonly experts: number;
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly random: Random;
}

/** The experts and their selector as weights; the middle layer is half as wide as student and teacher together. */
export class ExpertMixture {
  readonly parameters: readonly Parameter[];
  private readonly experts: readonly Record<keyof Expert, Parameter>[];
  private readonly selector: Record<keyof Selector, Parameter>;

  constructor({ name, experts, studentWidth, teacherWidth, random }: ExpertMixtureOptions) {
    const middle = Math.floor((studentWidth + teacherWidth) / 2);
    const dense = (key: string, from: number, to: number) => [
      new Parameter({
        name: `${name}/${key}/weights`,
        shape: [from, to],
        values: random.normals(from * to, 1 / Math.sqrt(from)),
      }),
      new Parameter({
        name: `${name}/${key}/bias`,
        shape: [to],
        values: new Float32Array(to),
        decays: false,
      }),
    ];
    this.experts = Array.from({ length: experts }, (_, m) => {
      const [inner, innerBias] = dense(`expert-${m + 1}/inner`, studentWidth, middle);
      const [outer, outerBias] = dense(`expert-${m + 1}/outer`, middle, teacherWidth);
      return { inner, innerBias, outer, outerBias };
    });
    const [weights, bias] = dense('selector', teacherWidth, experts);
    this.selector = { weights, bias };
    this.parameters = [...this.experts.flatMap((expert) => Object.values(expert)), weights, bias];
  }

  /** `expertMixtureLoss` with noise from `random`. */
  loss(options: {
    readonly studentVectors: tf.Tensor2D;
    readonly teacherVectors: tf.Tensor2D;
    readonly temperature: number;
    readonly random: Random;
  }): tf.Scalar {
    const shape: [number, number] = [options.studentVectors.shape[0], this.experts.length];
    const { random, ...rest } = options;
    const noise = Float32Array.from({ length: shape[0] * shape[1] }, () => gumbel(random));
    return expertMixtureLoss({
      ...rest,
      experts: this.experts.map(({ inner, innerBias, outer, outerBias }) => ({
        inner: inner.value<tf.Tensor2D>(),
        innerBias: innerBias.value<tf.Tensor1D>(),
        outer: outer.value<tf.Tensor2D>(),
        outerBias: outerBias.value<tf.Tensor1D>(),
      })),
      selector: this.selectorValues(),
      noise: tf.tensor2d(noise, shape),
    });
  }

  /** The most likely expert of each row, [rows]; not differentiable. */
  groups(teacherVectors: tf.Tensor2D): Int32Array {
    const groups = tf.argMax(logSelection(teacherVectors, this.selectorValues()), 1);
    return groups.dataSync<'int32'>();
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  private selectorValues(): Selector {
    return {
      weights: this.selector.weights.value<tf.Tensor2D>(),
      bias: this.selector.bias.value<tf.Tensor1D>(),
    };
  }
}
