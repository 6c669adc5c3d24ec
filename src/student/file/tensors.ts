import { check, StudentError } from '../student-error';
import { fromBfloat16, fromFloat16 } from './half-precision';
import { ByteRows, FloatRows, type Rows } from './rows';
import type { RawTensor } from './safetensors';

function floats(bytes: Uint8Array): Float32Array {
  // A view needs an aligned start.
  const own = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(own.buffer, own.byteOffset, own.length / 4);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/**
 * A model's tensors by name, whole or compressed:
 * - F32, F16, BF16: "X" as it is
 * - I8: "X" [rows, width] and "X.scale" [rows], value = scale · number
 * - U8: "X" [rows, ⌈width / 2⌉] two numbers a byte, the low half first, in two's complement (−8 .. 7), and "X.scale"
 *   [rows, groups]; a scale holds for ⌈width / groups⌉ columns
 * Scales may be I8 again, with one scale for all of them: "X.scale.scale" [1].
 * - a mask: "X.mask" [rows, ⌈width / 8⌉], a bit a number, the lowest first, and "X.kept" [n], the numbers whose bit is 1;
 *   the others are 0
 * - low rank: "X.left" [rows, r] and "X.right" [r, width], value = left · right
 */
export class Tensors {
  constructor(
    private readonly where: string,
    private readonly raw: ReadonlyMap<string, RawTensor>,
  ) {}

  has(name: string): boolean {
    return ['', '.left', '.mask'].some((form) => this.raw.has(`${name}${form}`));
  }

  /** How many rows there are, in whatever form. */
  count(name: string): number {
    return (this.raw.get(name) ?? this.raw.get(`${name}.mask`) ?? this.get(`${name}.left`)).shape[0];
  }

  /** Row-major. @throws StudentError where it is missing, of another shape, or not of finite numbers */
  values(name: string, shape: readonly number[]): Float32Array {
    const [count, ...rest] = shape;
    return this.rows(name, count, sizeOf(rest), shape).all();
  }

  /** @param shape as the model knows it, where it is not [count, width] */
  rows(name: string, count: number, width: number, shape: readonly number[] = [count, width]): Rows {
    if (this.raw.has(`${name}.left`)) return this.lowRank(name, count, width);
    if (this.raw.has(`${name}.mask`)) return this.masked(name, count, width);
    const { type, shape: found, bytes } = this.get(name);
    const stored = type === 'U8' ? [count, Math.ceil(width / 2)] : shape;
    check(String(found) === String(stored), this.at(name), `shape [${stored}]`, `[${found}]`);
    if (type === 'I8') {
      const numbers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      return new ByteRows(numbers, width, this.scales(name, [count]));
    }
    if (type === 'U8') return new FloatRows(this.nibbles(name, count, width), width);
    return new FloatRows(this.plain(name), width);
  }

  /** Whole numbers within a range, of a list of any length. */
  indices(name: string, below: number): Int32Array {
    const values = this.plain(name);
    return Int32Array.from(values, (value) => {
      check(
        Number.isInteger(value) && value >= 0 && value < below,
        this.at(name),
        `0 .. ${below - 1}`,
        value,
      );
      return value;
    });
  }

  private plain(name: string): Float32Array {
    const { type, bytes } = this.get(name);
    const read = { F32: floats, F16: fromFloat16, BF16: fromBfloat16 }[type];
    check(read !== undefined, this.at(name), 'F32, F16 or BF16', type);
    const values = read(bytes);
    for (let i = 0; i < values.length; i++)
      if (!Number.isFinite(values[i])) throw new StudentError(this.at(name), 'finite numbers', values[i]);
    return values;
  }

  private scales(name: string, shape: readonly number[]): Float32Array {
    return this.rows(`${name}.scale`, 1, sizeOf(shape), shape).all();
  }

  private masked(name: string, count: number, width: number): Rows {
    const mask = this.get(`${name}.mask`);
    const bytesARow = Math.ceil(width / 8);
    const expected = `U8 [${count},${bytesARow}]`;
    check(
      mask.type === 'U8' && String(mask.shape) === String([count, bytesARow]),
      this.at(`${name}.mask`),
      expected,
      `${mask.type} [${mask.shape}]`,
    );
    const kept = this.plain(`${name}.kept`);
    const values = new Float32Array(count * width);
    let next = 0;
    for (let i = 0; i < values.length; i++) {
      const [row, k] = [Math.floor(i / width), i % width];
      if ((mask.bytes[row * bytesARow + (k >> 3)] >> (k & 7)) & 1) values[i] = kept[next++] ?? 0;
    }
    check(next === kept.length, this.at(`${name}.kept`), `${next} numbers as its mask says`, kept.length);
    return new FloatRows(values, width);
  }

  private nibbles(name: string, count: number, width: number): Float32Array {
    const { bytes } = this.get(name);
    const groups = this.get(`${name}.scale`).shape[1];
    check(groups >= 1 && groups <= width, this.at(`${name}.scale`), `1 .. ${width} groups`, groups);
    const scales = this.scales(name, [count, groups]);
    const [packed, perGroup] = [Math.ceil(width / 2), Math.ceil(width / groups)];
    const values = new Float32Array(count * width);
    for (let row = 0; row < count; row++) {
      for (let k = 0; k < width; k++) {
        const half = (bytes[row * packed + (k >> 1)] >> (4 * (k & 1))) & 15;
        values[row * width + k] = scales[row * groups + Math.floor(k / perGroup)] * ((half ^ 8) - 8);
      }
    }
    return values;
  }

  private lowRank(name: string, count: number, width: number): Rows {
    const rank = this.get(`${name}.right`).shape[0];
    const left = this.rows(`${name}.left`, count, rank);
    const right = this.values(`${name}.right`, [rank, width]);
    const values = new Float32Array(count * width);
    const own = new Float32Array(rank);
    for (let row = 0; row < count; row++) {
      left.read(row, own);
      for (let k = 0; k < width; k++) {
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += own[r] * right[r * width + k];
        values[row * width + k] = sum;
      }
    }
    return new FloatRows(values, width);
  }

  private get(name: string): RawTensor {
    const tensor = this.raw.get(name);
    if (tensor !== undefined) return tensor;
    throw new StudentError(this.at(name), 'such a tensor', [...this.raw.keys()].join(', '));
  }

  private at(name: string): string {
    return `${this.where}, tensor "${name}"`;
  }
}
