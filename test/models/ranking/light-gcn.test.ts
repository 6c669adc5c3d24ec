import { describe, expect, it } from 'vitest';
import { LightGcn, userItemGraph } from '../../../src/models/ranking/light-gcn';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { Random } from '../../../src/random';
import { expectClose } from './golden';

describe('userItemGraph', () => {
  it('joins each user to each item of the sequence once', () => {
    const { users, items } = userItemGraph({
      offsets: Int32Array.of(0, 3, 3, 5),
      items: Int32Array.of(2, 0, 2, 1, 0),
    });
    expect([...users]).toEqual([0, 0, 2, 2]);
    expect([...items]).toEqual([2, 0, 1, 0]);
  });
});

describe('LightGcn', () => {
  const graph = { users: Int32Array.of(0, 0, 1), items: Int32Array.of(0, 1, 1) };
  const shape = { users: 3, items: 3, dimensions: 1, random: new Random(1) };
  const everyUser = {
    users: Int32Array.of(0, 1, 2, -1),
    sequences: new Int32Array(0),
    width: 0,
    rows: Int32Array.of(0, 1, 2, 3),
    lengths: new Int32Array(4),
  };

  it('takes one step by hand', () => {
    const model = new LightGcn({ ...shape, layers: 1, graph });
    model.parameters[0].assign(Float32Array.of(1, 2, 4));
    model.parameters[1].assign(Float32Array.of(8, 16, 32));
    // Users took 2, 1, 0 items; items were taken by 1, 2, 0 users.
    const users = [(1 + 8 / Math.SQRT2 + 16 / 2) / 2, (2 + 16 / Math.SQRT2) / 2, 4 / 2, 0];
    const items = [(8 + 1 / Math.SQRT2) / 2, (16 + 1 / 2 + 2 / Math.SQRT2) / 2, 32 / 2];
    expectClose(
      scorerOf(model).score(everyUser),
      users.flatMap((user) => items.map((item) => user * item)),
    );
    model.dispose();
  });

  it('without a step is matrix factorization', () => {
    const model = new LightGcn({ ...shape, layers: 0, graph });
    model.parameters[0].assign(Float32Array.of(1, 2, 4));
    model.parameters[1].assign(Float32Array.of(8, 16, 32));
    expectClose(scorerOf(model).score(everyUser), [8, 16, 32, 16, 32, 64, 32, 64, 128, 0, 0, 0]);
    model.dispose();
  });

  it('refuses an edge that stands twice or outside', () => {
    const twice = { users: Int32Array.of(0, 0), items: Int32Array.of(1, 1) };
    const outside = { users: Int32Array.of(0), items: Int32Array.of(3) };
    expect(() => new LightGcn({ ...shape, layers: 1, graph: twice })).toThrow(/edge 1 \(0, 1\) again/);
    expect(() => new LightGcn({ ...shape, layers: 1, graph: outside })).toThrow(/edge 0 \(0, 3\) outside/);
  });
});
