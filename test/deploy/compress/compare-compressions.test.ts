import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CompressedModel,
  type CompressionRow,
  compareCompressions,
  compressionFindings,
  compressionReport,
  compressionRows,
  parseCompression,
  readModelContents,
  smallestAsGood,
  studentIn,
} from '../../../src/deploy/compress';
import { loadStudent, type Student } from '../../../src/student';
import { savedRatings } from '../../student/saved-students';

const root = mkdtempSync(join(tmpdir(), 'recdistill-compare-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = '';
beforeAll(async () => {
  folder = await savedRatings(root);
});

const noTraining = {
  pruned: () => Promise.reject(new Error('not asked for')),
  hashed: () => Promise.reject(new Error('not asked for')),
};

async function compare(methods: string[], validation: (student: Student) => number) {
  const asked: string[] = [];
  const contents = await readModelContents(folder);
  const quality = (part: string, value: number) => {
    asked.push(part);
    return { value, byUser: Float64Array.of(value, 2 * value, 0.5 * value) };
  };
  const found = await compareCompressions({
    contents,
    ...{
      original: await studentIn(folder),
      methods: methods.map(parseCompression),
      outFolder: join(root, 'out'),
    },
    ...{ columnWeights: new Map(), counts: new Int32Array(30).fill(4), retraining: noTraining },
    judge: {
      isLowerBetter: true,
      validation: (student) => quality('validation', validation(student)),
      test: (student) => quality('test', validation(student) + 1),
    },
  });
  return { ...found, asked };
}

const bytesOf = ({ info }: Student) => info.bytes;

describe('compared methods', () => {
  test('are measured as they lie in their folders; the test part is asked in the end, once each', async () => {
    const { rows, original, asked } = await compare(['float16', 'rare-ids:1+float32'], bytesOf);
    expect(rows.map(({ method }) => method)).toEqual(['float16', 'rare-ids:1+float32']);
    for (const row of rows) {
      const student = (await loadStudent(row.folder)) as Student;
      expect([row.validation, row.test]).toEqual([student.info.bytes, student.info.bytes + 1]);
    }
    // Single precision takes the same bytes, and so has no user who differs.
    expect(rows.map(({ p }) => p)).toEqual([expect.any(Number), null]);
    expect(original.test).toBe(original.validation + 1);
    expect(asked).toEqual(['validation', 'validation', 'validation', 'test', 'test', 'test']);
  });

  test('are clipped by what validation likes best, and so written', async () => {
    const likes = (kind: string) => (student: Student) => {
      const { clip } = (student.info.metadata.compression ?? {}) as { clip?: { kind: string } };
      return clip?.kind === kind ? 1 : 2;
    };
    for (const kind of ['max', 'squared-error', 'percentile']) {
      const { rows } = await compare(['int8'], likes(kind));
      expect([rows[0].clip?.kind, rows[0].validation]).toEqual([kind, 1]);
      const json = JSON.parse(readFileSync(join(rows[0].folder, 'model.json'), 'utf8'));
      expect(json.metadata.compression.clip.kind).toBe(kind);
    }
  });

  test('that the model does not allow are named with the reason; all of them together are an error', async () => {
    const { rows, refused } = await compare(['float32', 'rare-ids:9'], bytesOf);
    expect(rows).toHaveLength(1);
    expect(refused).toEqual([{ method: 'rare-ids:9', reason: expect.stringMatching(/found none/) }]);
    await expect(compare(['rare-ids:9'], bytesOf)).rejects.toThrow(/found none/);
    await expect(compare(['int8', 'int8'], bytesOf)).rejects.toThrow(/found twice/);
  });
});

describe('the report', () => {
  const row = (method: string, total: number, validation: number): CompressionRow => ({
    ...{ method, clip: null, folder: method, weights: 10, validation, test: validation + 0.1, p: 0.2 },
    bytes: { total, weightsFile: total - 10, description: 10, histories: 0 },
  });
  const model: CompressedModel = {
    ...{
      model: 'm',
      kind: 'matrix-factorization',
      data: 'd',
      split: 's',
      metric: 'RMSE',
      isLowerBetter: true,
    },
    ...{
      histories: 'keep',
      taughtBy: null,
      seconds: 1,
      refused: [{ method: 'hashed', reason: 'no rankings' }],
    },
    original: {
      ...{ weights: 10, validation: 1, test: 1.1 },
      bytes: { total: 1000, weightsFile: 900, description: 100, histories: 0 },
    },
    rows: [row('int8', 250, 1.004), row('int4', 150, 1.006), row('tiny', 50, 2)],
  };

  test('names the smallest that loses at most 0.5% on validation, and marks the knee', () => {
    expect(smallestAsGood(model)?.method).toBe('int8');
    expect(smallestAsGood({ ...model, rows: model.rows.slice(1) })).toBe(null);
    const methods = compressionRows(model).map(({ method }) => method);
    expect(methods).toEqual(['as trained', 'int8', 'int4 (knee)', 'tiny']);
    expect(compressionRows(model)[1]).toMatchObject({
      'of the bytes': '25.0%',
      'test loss': '+0.36%',
      p: '0.200',
    });
  });

  test('says what each method costs, and what the model did not allow', () => {
    const findings = compressionFindings(model);
    expect(findings[0]).toMatch(/int8.*250 bytes, 25.0% of 1,000.*chance explains \(p = 0.20\)/);
    const machine = {};
    const { sections } = compressionReport({ command: 'c', versions: {}, machine, models: [model] });
    expect(sections[1].paragraphs.join(' ')).toContain('Not for this model: hashed (no rankings)');
    expect(sections[1].figures).toHaveLength(1);
  });
});
