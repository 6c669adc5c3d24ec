import * as tf from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';

type AttributeValue = number | boolean | string | number[];
interface Attribute {
  name: string;
  type: number;
  value: AttributeValue;
}

function backend(): NodeJSKernelBackend {
  return tf.backend() as unknown as NodeJSKernelBackend;
}

/** Attributes of a raw TensorFlow op, by the kind of their value. */
export const attribute = {
  float32: (name: string): Attribute => ({
    name,
    type: backend().binding.TF_ATTR_TYPE,
    value: backend().binding.TF_FLOAT,
  }),
  int32: (name: string): Attribute => ({
    name,
    type: backend().binding.TF_ATTR_TYPE,
    value: backend().binding.TF_INT32,
  }),
  int64: (name: string): Attribute => ({
    name,
    type: backend().binding.TF_ATTR_TYPE,
    value: backend().binding.TF_INT64,
  }),
  boolean: (name: string, value: boolean): Attribute => ({
    name,
    type: backend().binding.TF_ATTR_BOOL,
    value,
  }),
  integer: (name: string, value: number): Attribute => ({ name, type: backend().binding.TF_ATTR_INT, value }),
  real: (name: string, value: number): Attribute => ({ name, type: backend().binding.TF_ATTR_FLOAT, value }),
  text: (name: string, value: string): Attribute => ({
    name,
    type: backend().binding.TF_ATTR_STRING,
    value,
  }),
  shape: (name: string, value: number[]): Attribute => ({
    name,
    type: backend().binding.TF_ATTR_SHAPE,
    value,
  }),
};

/**
 * Runs a TensorFlow op that tfjs has no name for. Nothing is recorded for automatic differentiation: wrap it in
 * `tf.customGrad` where a gradient must pass.
 */
export function nativeOp<T extends tf.Tensor = tf.Tensor>(
  name: string,
  attributes: Attribute[],
  inputs: tf.TensorInfo[],
): T {
  return backend().executeSingleOutput(name, attributes as never, inputs) as T;
}

/** As `nativeOp`, for ops with no output or several. */
export function nativeOps(
  name: string,
  attributes: Attribute[],
  inputs: tf.TensorInfo[],
  outputs: number,
): tf.Tensor[] {
  return backend().executeMultipleOutputs(name, attributes as never, inputs, outputs);
}

/** int32 -> int64, for the ops that take no other index. */
export function toInt64(x: tf.Tensor): tf.Tensor {
  const warn = console.warn;
  // tfjs warns about reading int64 back, which nobody does here.
  console.warn = () => {};
  try {
    return nativeOp(
      'Cast',
      [attribute.int32('SrcT'), attribute.int64('DstT'), attribute.boolean('Truncate', false)],
      [x],
    );
  } finally {
    console.warn = warn;
  }
}
