import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/random';
import { parseDescription } from '../src/student/file/description';
import { ByteRows, FloatRows, type Rows } from '../src/student/file/rows';
import { readSafetensors } from '../src/student/file/safetensors';
import { Tensors } from '../src/student/file/tensors';
import { historiesOf } from '../src/student/ranking/histories';
import { rankingCore } from '../src/student/ranking/ranking-kinds';

/** A catalogue and the vectors of requests to it. */
export interface TopKWork {
  readonly name: string;
  readonly rows: Rows;
  readonly biases: Float32Array | null;
  readonly queries: readonly Float32Array[];
}

const normals = (random: Random, count: number) =>
  Float32Array.from({ length: count }, () => random.normal());

/** Nothing to take hold of: every direction alike, norms nearly alike. */
export function randomWork(items: number, width: number, requests: number): TopKWork {
  const random = new Random(1);
  return {
    name: `random normal factors, ${items} items`,
    rows: new FloatRows(normals(random, items * width), width),
    biases: null,
    queries: Array.from({ length: requests }, () => normals(random, width)),
  };
}

/** The same with each vector rounded to int8 with a scale of its own, as a compressed student holds it. */
export function asBytes(work: TopKWork): TopKWork {
  const { width, count } = work.rows;
  const values = work.rows.all();
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    scales[row] = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127 || 1;
    own.forEach((value, d) => {
      codes[row * width + d] = Math.round(value / scales[row]);
    });
  }
  return { ...work, name: `${work.name}, int8`, rows: new ByteRows(codes, width, scales) };
}

/** A saved ranking student and what its users would ask. */
export async function studentWork(folder: string, requests: number): Promise<TopKWork> {
  const description = parseDescription(folder, JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
  const weights = new Uint8Array(readFileSync(join(folder, 'model.safetensors')));
  const file = { description, tensors: new Tensors(folder, readSafetensors(folder, weights)) };
  const core = await rankingCore(file);
  const maxLength = description.own.count('maxLength');
  const histories = historiesOf(file);
  const users = description.users.map((_, user) => user).filter((user) => histories.of(user).length > 0);
  return {
    name: `a saved ${description.kind}, ${core.vectors.count} items x ${core.vectors.width}`,
    rows: core.vectors,
    biases: core.biases,
    queries: users.slice(0, requests).map((user) => core.hidden(user, histories.of(user).slice(-maxLength))),
  };
}
