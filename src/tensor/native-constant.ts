import * as tf from '@tensorflow/tfjs-node';

/**
 * Small constants that custom gradients need again and again (factors, axes), sent to TensorFlow once. They live as
 * long as the process and are no tensors of tfjs, so that a tidy neither counts nor frees them.
 */
const constants = new Map<string, tf.TensorInfo>();

function constant(
  key: string,
  values: Float32Array | Int32Array,
  shape: number[],
  dtype: tf.DataType,
): tf.TensorInfo {
  const known = constants.get(key);
  if (known !== undefined) return known;
  const made = { dataId: tf.backend().write(values, shape, dtype), shape, dtype };
  constants.set(key, made);
  return made;
}

/** A float32 scalar. */
export function scalarConstant(value: number): tf.TensorInfo {
  return constant(`float ${value}`, Float32Array.of(value), [], 'float32');
}

/** An int32 vector. */
export function intConstant(values: readonly number[]): tf.TensorInfo {
  return constant(`int ${values.join()}`, Int32Array.from(values), [values.length], 'int32');
}
