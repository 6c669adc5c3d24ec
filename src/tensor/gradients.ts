import * as tf from '@tensorflow/tfjs-node';
import { attribute, nativeOp } from './native';
import type { Gradient, Parameter } from './parameter';

export interface ValueAndGradients {
  /** The loss before the step. */
  value: number;
  /** One a parameter that the loss used; dispose them with `disposeGradients`. */
  gradients: Map<Parameter, Gradient>;
}

/**
 * Evaluates `loss` and its gradients for all trainable parameters.
 * @param loss builds a scalar from `parameter.value()` and `parameter.rows(...)`
 */
export function valueAndGradients(options: {
  parameters: readonly Parameter[];
  loss: () => tf.Scalar;
}): ValueAndGradients {
  const trained = options.parameters.filter((p) => p.trainable);
  const leaves = trained.map((p) => p.bind());
  let result: { value: tf.Scalar; grads: (tf.Tensor | undefined)[] };
  try {
    result = tf.engine().gradients(options.loss, leaves, undefined, true);
  } catch (error) {
    for (const parameter of trained) parameter.unbind(undefined)?.values.dispose();
    throw error;
  }
  const value = result.value.dataSync()[0];
  result.value.dispose();
  const gradients = new Map<Parameter, Gradient>();
  trained.forEach((parameter, i) => {
    const gradient = parameter.unbind(result.grads[i]);
    if (gradient !== null) gradients.set(parameter, gradient);
  });
  return { value, gradients };
}

/** Frees what `valueAndGradients` returned beside the value, once the optimizer has read it. */
export function disposeGradients(gradients: ReadonlyMap<Parameter, Gradient>): void {
  for (const { values } of gradients.values()) values.dispose();
}

/**
 * Scales all gradients so that their joint norm is at most `limit`.
 * @returns the norm before scaling
 * @see Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063
 */
export function clipByGlobalNorm(gradients: Map<Parameter, Gradient>, limit: number): number {
  const norm = tf.tidy(() => {
    const halves = [...gradients.values()].map((g) =>
      nativeOp<tf.Scalar>('L2Loss', [attribute.float32('T')], [g.values]),
    );
    return Math.sqrt(2 * (tf.addN(halves).dataSync()[0] as number));
  });
  if (norm <= limit || !Number.isFinite(norm)) return norm;
  for (const gradient of gradients.values()) {
    const scaled = tf.mul(gradient.values, limit / norm);
    gradient.values.dispose();
    gradient.values = scaled as tf.Tensor2D;
  }
  return norm;
}
