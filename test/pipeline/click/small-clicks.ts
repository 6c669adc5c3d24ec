import { writeFileSync } from 'node:fs';
import { type ClickLog, openClickLog, sampleClickColumns, sampleClicks } from '../../../src/data';
import type { ClickSettings } from '../../../src/pipeline/click/click-settings';

/** The synthetic log, written to a path and opened. */
export function sampleLog(path: string, rows: number, edit = (csv: string) => csv): Promise<ClickLog> {
  writeFileSync(path, edit(sampleClicks({ rows, seed: 5 }).csv));
  return openClickLog({
    ...{ name: 'sample', files: [{ path }], columns: sampleClickColumns, badLines: 'refuse' },
  });
}

/** A way through everything in seconds. */
export const tinySettings: ClickSettings = {
  encoding: { minCount: 2, ids: { kind: 'most-frequent', count: 1000 }, numericBuckets: 'squared-log' },
  negativeShare: 1,
  teacher: {
    kinds: ['dcn-v2', 'mlp'],
    members: 1,
    mean: 'logits',
    dimensions: 4,
    layers: [8],
    wideLayers: [16],
    crossLayers: 1,
    attentionLayers: 1,
    heads: 1,
    headSize: 4,
    dropout: 0.1,
    text: { source: 'language-model', maxTokens: 16, width: 4 },
    epochs: 3,
    patience: 2,
    batchSize: 256,
    learningRates: [1e-2],
    weightDecays: [0.1],
  },
  student: {
    students: ['logistic-regression', 'mlp'],
    dimensions: 2,
    layers: [4],
    dropout: 0,
    sharing: { kind: 'per-field' },
    epochs: 2,
    patience: 2,
    batchSize: 256,
    learningRates: [1e-2, 3e-2],
    weightDecays: [0.1],
  },
  distillation: {
    methods: ['kd', 'hint', 'kd+hint', 'rkd'],
    temperatures: [1, 2],
    alphas: [1],
    relationRows: 8,
  },
  seeds: [1, 2],
};
