import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect } from 'vitest';

export type Feed = readonly [values: Int32Array | Float32Array, shape: readonly number[]];

/** What onnxruntime gives for a graph in memory; whole numbers go in as int64. */
export class OnnxRun {
  private constructor(private readonly session: InferenceSession) {}

  static async open(bytes: Uint8Array): Promise<OnnxRun> {
    // Errors of the runtime are part of some tests; it prints them besides.
    return new OnnxRun(await InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 }));
  }

  async of(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, ArrayLike<number>>> {
    const tensors = Object.entries(feeds).map(([name, [values, shape]]) => [
      name,
      values instanceof Float32Array
        ? new Tensor('float32', values, shape)
        : new Tensor('int64', BigInt64Array.from(values, BigInt), shape),
    ]);
    const results = await this.session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [
        name,
        data instanceof BigInt64Array ? Array.from(data, Number) : (data as Float32Array),
      ]),
    );
  }

  close(): Promise<void> {
    return this.session.release();
  }
}

/** Within the limit, of the number where that is above 1. */
export function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, limit = 1e-5): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i] - expected[i]);
    expect(difference, `number ${i}: ${found[i]}, not ${expected[i]}`).toBeLessThan(
      limit * Math.max(1, Math.abs(expected[i])),
    );
  }
}
