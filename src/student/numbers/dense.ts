import type { Tensors } from '../file/tensors';

/** y = x W + b */
export interface Dense {
  /** [inputs, outputs] */
  readonly weights: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

export function denseOf(tensors: Tensors, name: string, inputs: number, outputs: number): Dense {
  return denseNamed(tensors, [`${name}/weights`, `${name}/bias`], [inputs, outputs]);
}

/** @param shape of the weights, which may lie as [outputs, inputs] for `applyTransposed` */
export function denseNamed(
  tensors: Tensors,
  [weights, bias]: readonly [string, string],
  shape: readonly [number, number],
  outputs = shape[1],
): Dense {
  return { weights: tensors.values(weights, shape), bias: tensors.values(bias, [outputs]) };
}

/** The layers `layer-1`, `layer-2` ... of the given widths. */
export function denseLayers(tensors: Tensors, inputs: number, widths: readonly number[]): Dense[] {
  return widths.map((width, k) =>
    denseOf(tensors, `layer-${k + 1}`, k === 0 ? inputs : widths[k - 1], width),
  );
}

/** y += x W for W [inputs, outputs], row-major from row `first` on. */
export function addProduct(y: Float32Array, x: Float32Array, weights: Float32Array, first = 0): void {
  const outputs = y.length;
  for (let i = 0; i < x.length; i++) {
    const start = (first + i) * outputs;
    if (x[i] === 0) continue;
    for (let o = 0; o < outputs; o++) y[o] += x[i] * weights[start + o];
  }
}

export function applyDense({ weights, bias }: Dense, x: Float32Array): Float32Array {
  const y = bias.slice();
  addProduct(y, x, weights);
  return y;
}

/** y = x Wᵀ + b for W [outputs, inputs] */
export function applyTransposed({ weights, bias }: Dense, x: Float32Array): Float32Array {
  return bias.map((offset, o) => {
    let sum = offset;
    for (let i = 0; i < x.length; i++) sum += x[i] * weights[o * x.length + i];
    return sum;
  });
}

export const relu = (x: Float32Array): Float32Array => x.map((value) => Math.max(value, 0));

export function applyLayers(layers: readonly Dense[], x: Float32Array): Float32Array {
  return layers.reduce((h, layer) => relu(applyDense(layer, h)), x);
}

export function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

export function joined(...parts: readonly Float32Array[]): Float32Array {
  const y = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    y.set(part, at);
    at += part.length;
  }
  return y;
}
