import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elementCodes, onnxModelType } from '../../../src/deploy/export/onnx/onnx-schema';
import { expectNear, type Feed } from './run-onnx';
import { tinyExports } from './tiny-exports';

/** Where scripts/make-fixtures/onnx-graphs.py wants the files that it checks; not set in an ordinary run. */
const target = process.env.RECDISTILL_ONNX_FOLDER;

interface Checked {
  readonly structure: string;
  readonly values: readonly number[];
}

/** Written by scripts/make-fixtures/onnx-graphs.py. */
const fixture: { versions: Record<string, string>; models: Record<string, Checked> } = target
  ? { versions: {}, models: {} }
  : JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'onnx-graphs.json'), 'utf8'));

interface OnnxFile {
  producerVersion: string;
  graph: { initializer: { dataType: number; rawData?: Uint8Array }[] };
}

/** sha256 of all that a file holds but this library's version and the weights, whose last bits hang on the machine. */
function structureOf(bytes: Uint8Array): string {
  const type = onnxModelType();
  const file = type.decode(bytes) as unknown as OnnxFile;
  file.producerVersion = '';
  for (const initializer of file.graph.initializer)
    if (initializer.dataType === elementCodes.float32) delete initializer.rawData;
  return createHash('sha256').update(type.encode(file).finish()).digest('hex');
}

function writeForChecker(folder: string, name: string): void {
  const { exported, feeds, output } = tinyExports[name]();
  const asJson = ([values, shape]: Feed) => ({
    ...{ values: Array.from(values), shape },
    type: values instanceof Float32Array ? 'float32' : 'int64',
  });
  const inputs = Object.fromEntries(Object.entries(feeds).map(([key, feed]) => [key, asJson(feed)]));
  writeFileSync(join(folder, `${name}.onnx`), exported.bytes);
  const about = { structure: structureOf(exported.bytes), output, inputs };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(about));
}

describe.skipIf(target !== undefined)('what Python’s onnx has checked', () => {
  it.each(Object.keys(tinyExports))('is the graph of %s as it is exported now', (name) => {
    const { exported, expected } = tinyExports[name]();
    expect(structureOf(exported.bytes)).toBe(fixture.models[name].structure);
    expectNear(fixture.models[name].values, expected, 1e-5);
  });

  it('are the exported graphs, none more', () => {
    expect(Object.keys(fixture.models).sort()).toEqual(Object.keys(tinyExports).sort());
  });
});

it.skipIf(target === undefined)('writes the graphs for the checker', () => {
  for (const name of Object.keys(tinyExports)) writeForChecker(target as string, name);
});
