import type { Fields } from '../file/fields';
import type { Tensors } from '../file/tensors';
import { addAttention } from '../numbers/attention';
import { applyDense, applyTransposed, type Dense, denseNamed } from '../numbers/dense';
import { gelu } from '../numbers/gelu';
import { layerNorm } from '../numbers/layer-norm';
import { check } from '../student-error';

const EPSILON = 1e-6;

interface Norm {
  readonly gain: Float32Array;
  readonly bias: Float32Array;
  readonly epsilon: number;
}

interface Layer {
  /** Transposed: [3 · width, width] */
  readonly projections: Dense;
  readonly attended: Dense;
  readonly attentionNorm: Norm;
  /** Transposed: [inner, width] */
  readonly widen: Dense;
  readonly narrow: Dense;
  readonly norm: Norm;
}

/**
 * Transformer layers over one row of vectors, layer norms after the sums:
 *   x_p = LN(vector_p + place_p),  layers of LN(x + attention(x)), LN(x + feedForward(x))
 */
export class Transformer {
  private readonly layers: readonly Layer[];
  private readonly input: Norm;
  private readonly placed: Float32Array;
  private readonly heads: number;

  constructor(
    private readonly options: {
      readonly config: Fields;
      readonly tensors: Tensors;
      readonly width: number;
      readonly inner: number;
      readonly places: number;
      /** Nobody looks at what comes later. */
      readonly isCausal: boolean;
      /** Where places are counted from. */
      readonly countsFrom: 'start' | 'end';
    },
  ) {
    const { config, tensors, width, places } = options;
    this.heads = config.count('heads');
    check(width % this.heads === 0, `${config.where}, heads`, `a divisor of ${width}`, this.heads);
    this.placed = tensors.values('places', [places, width]);
    this.input = normOf(tensors, 'input', width);
    const count = config.count('layers', 0);
    const own: Layer[] = [];
    for (let k = 0; k < (config.flag('sharesLayers') ? Math.min(count, 1) : count); k++)
      own.push(layerOf(tensors, `layer-${k}`, width, options.inner));
    // A layer that is run again and again must not be so often that no answer comes.
    check(count <= 1000, `${config.where}, layers`, 'at most 1000', count);
    this.layers = Array.from({ length: count }, (_, k) => own[Math.min(k, own.length - 1)]);
  }

  /** What stands at the last place after the last layer. */
  last(vectors: readonly Float32Array[]): Float32Array {
    const { countsFrom, places, width } = this.options;
    const first = countsFrom === 'start' ? 0 : places - vectors.length;
    let x = vectors.map((vector, p) => {
      const at = (first + p) * width;
      return layerNorm(
        vector.map((value, k) => value + this.placed[at + k]),
        this.input,
      );
    });
    this.layers.forEach((layer, k) => {
      x = this.run(layer, x, k === this.layers.length - 1 ? x.length - 1 : 0);
    });
    return x[x.length - 1];
  }

  /** The places from `from` on; nobody asks for those before the last one in the last layer. */
  private run(layer: Layer, x: readonly Float32Array[], from: number): Float32Array[] {
    const projected = x.map((own) => applyTransposed(layer.projections, own)); // [q, k, v] each
    const { width, isCausal } = this.options;
    return x.slice(from).map((own, p) => {
      const [place, joined] = [from + p, new Float32Array(width)];
      const seen = isCausal ? place + 1 : x.length;
      addAttention(joined, projected, { place, seen, size: width / this.heads });
      const a = layerNorm(plus(own, applyDense(layer.attended, joined)), layer.attentionNorm);
      const h = applyTransposed(layer.widen, a).map(gelu);
      return layerNorm(plus(a, applyDense(layer.narrow, h)), layer.norm);
    });
  }
}

const plus = (a: Float32Array, b: Float32Array) => a.map((value, k) => value + b[k]);

function normOf(tensors: Tensors, name: string, width: number): Norm {
  const vector = (part: string) => tensors.values(`${name}/${part}`, [width]);
  return { gain: vector('gain'), bias: vector('bias'), epsilon: EPSILON };
}

function layerOf(tensors: Tensors, name: string, width: number, inner: number): Layer {
  const dense = (part: string, shape: readonly [number, number], outputs = shape[1]): Dense =>
    denseNamed(tensors, [`${name}/${part}`, `${name}/${part}-bias`], shape, outputs);
  return {
    projections: dense('attention/projections', [3 * width, width], 3 * width),
    attended: dense('attention/dense', [width, width]),
    attentionNorm: normOf(tensors, `${name}/attention`, width),
    widen: dense('feed-forward/widen', [inner, width], inner),
    narrow: dense('feed-forward/narrow', [inner, width]),
    norm: normOf(tensors, `${name}/feed-forward`, width),
  };
}
