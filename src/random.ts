/**
 * A seeded stream of random numbers (xoshiro128**, seeded by splitmix32). The one source of randomness:
 * made from a seed by the caller and passed in, so that the same seed gives the same bytes.
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"
 */
export class Random {
  readonly seed: number;
  private readonly state: Uint32Array;

  constructor(seed: number) {
    if (!Number.isInteger(seed)) throw new RangeError(`Random: seed must be an integer, found ${seed}`);
    this.seed = seed;
    this.state = new Uint32Array(4);
    let z = seed | 0;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) | 0;
      let t = z ^ (z >>> 16);
      t = Math.imul(t, 0x21f0aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a2d97);
      this.state[i] = t ^ (t >>> 15);
    }
  }

  /** A stream of its own for a named part of the work, so that adding one draw there changes nothing here. */
  fork(name: string): Random {
    let hash = 0x811c9dc5 ^ this.seed;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return new Random(hash | 0);
  }

  /** Where the stream stands, to be kept in a checkpoint. */
  position(): number[] {
    return Array.from(this.state);
  }

  /**
   * Goes on from a position that `position` gave.
   * @throws RangeError unless it is four 32-bit unsigned integers
   */
  moveTo(position: readonly number[]): void {
    if (position.length !== 4 || position.some((x) => x >>> 0 !== x)) {
      throw new RangeError(`Random: a position is four 32-bit unsigned integers, found [${position}]`);
    }
    this.state.set(position);
  }

  /** Uniform over the 32-bit unsigned integers. */
  nextUint32(): number {
    const s = this.state;
    const scrambled = Math.imul(s[1], 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return (this.nextUint32() * 2097152 + (this.nextUint32() >>> 11)) / 9007199254740992;
  }

  /** Uniform over 0 .. bound - 1. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Box-Muller, one value a call). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** `count` normal values of the given standard deviation. */
  normals(count: number, deviation: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.normal() * deviation;
    return values;
  }

  /** 0 .. count - 1 in random order (Fisher-Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }
}
