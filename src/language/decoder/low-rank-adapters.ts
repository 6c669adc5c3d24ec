import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { dropout, Parameter } from '../../tensor';
import type { GptConfig } from './gpt-config';
import { denseSize, type GptDenseName, gptDenseNames } from './gpt-weights';

export interface LowRankOptions {
  /** r, the adapters' inner width; 4 to 16 is usual. */
  rank: number;
  /** The adapters' outputs are scaled by alpha / rank, so that the rank can change without a new learning rate. */
  alpha: number;
  /** Which dense layers of each block get one; the paper adapts the attention's alone. */
  targets: readonly GptDenseName[];
  /** Share of the adapters' inputs that is dropped in training. */
  dropout: number;
}

export const lowRankOptions = ['rank', 'alpha', 'targets', 'dropout'] as const;

interface Adapter {
  /** Aᵀ [inputs, rank] */
  readonly down: Parameter;
  /** Bᵀ [rank, outputs] */
  readonly up: Parameter;
}

/**
 * Low-rank adapters: y = W x + b + (alpha / rank) B A x with W and b held still. B starts at 0, so that the model starts
 * as it was; A starts normal with deviation 1 / √(3 inputs), the paper's distribution with the variance of its code.
 * @see Hu et al. 2021, arXiv:2106.09685, section 4.1
 */
export class LowRankAdapters {
  /** A and B of every adapted layer: all that is trained. */
  readonly parameters: readonly Parameter[];
  readonly options: Readonly<LowRankOptions>;
  private readonly adapters = new Map<string, Adapter>();

  /** @param random draws A */
  constructor(config: GptConfig, options: LowRankOptions, random: Random) {
    checkOptions('LowRankAdapters', options, lowRankOptions);
    checkValues(options);
    this.options = { ...options, targets: [...options.targets] };
    for (let layer = 0; layer < config.layers; layer++) {
      for (const target of options.targets) {
        const name = `h.${layer}.${target}`;
        const { inputs, outputs } = denseSize(config, target);
        this.adapters.set(name, newAdapter(name, { inputs, outputs, rank: options.rank }, random));
      }
    }
    this.parameters = [...this.adapters.values()].flatMap(({ down, up }) => [down, up]);
  }

  /** Adds the adapter's part to what the dense layer made of x; x [rows, inputs], y [rows, outputs]. */
  apply(options: { name: string; x: tf.Tensor2D; y: tf.Tensor2D; random: Random | null }): tf.Tensor2D {
    const { name, x, y, random } = options;
    const adapter = this.adapters.get(name);
    if (adapter === undefined) return y;
    const rate = this.options.dropout;
    const kept = random === null ? x : dropout({ x, rate, random });
    const inner = tf.matMul(kept, adapter.down.value<tf.Tensor2D>()); // [rows, rank]
    const part = tf.matMul(inner, adapter.up.value<tf.Tensor2D>()); // [rows, outputs]
    return tf.add(y, tf.mul(part, this.scale));
  }

  /** What merging adds to a dense layer's weights [inputs, outputs]; null where it is not adapted. Within a tidy. */
  weightChange(name: string): tf.Tensor2D | null {
    const adapter = this.adapters.get(name);
    if (adapter === undefined) return null;
    const { down, up } = adapter;
    return tf.mul<tf.Tensor2D>(tf.matMul(down.value<tf.Tensor2D>(), up.value<tf.Tensor2D>()), this.scale);
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  private get scale(): number {
    return this.options.alpha / this.options.rank;
  }
}

function newAdapter(
  name: string,
  { inputs, outputs, rank }: { inputs: number; outputs: number; rank: number },
  random: Random,
): Adapter {
  const deviation = 1 / Math.sqrt(3 * inputs);
  return {
    down: new Parameter({
      name: `${name}.lora_down`,
      shape: [inputs, rank],
      values: random.fork(name).normals(inputs * rank, deviation),
    }),
    up: new Parameter({
      name: `${name}.lora_up`,
      shape: [rank, outputs],
      values: new Float32Array(rank * outputs),
    }),
  };
}

function checkValues({ rank, alpha, targets, dropout: rate }: LowRankOptions): void {
  if (!Number.isInteger(rank) || rank < 1) {
    throw new RangeError(`LowRankAdapters: rank must be a whole number >= 1, found ${rank}`);
  }
  if (!(alpha > 0)) throw new RangeError(`LowRankAdapters: alpha must be > 0, found ${alpha}`);
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`LowRankAdapters: dropout must be in [0, 1), found ${rate}`);
  }
  const foreign = targets.find((target) => !gptDenseNames.includes(target));
  if (foreign !== undefined || targets.length === 0 || new Set(targets).size !== targets.length) {
    throw new InputError(
      `LowRankAdapters: expected targets among ${gptDenseNames.join(', ')}, each once, found [${targets.join(', ')}]`,
    );
  }
}
