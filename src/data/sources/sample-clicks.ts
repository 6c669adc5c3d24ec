import { join } from 'node:path';
import { type ClickSample, sampleClickColumns, sampleClicks } from '../sample/sample-clicks';
import type { ClickSource } from './click-source';

const ROWS = 20_000;
const SEED = 1;
const FILE = 'clicks.csv';

/** The log `sample-clicks` with its truth: the chance of a click in each row, and the least log-loss to be hoped for. */
export function sampleClickTruth(): ClickSample {
  return sampleClicks({ rows: ROWS, seed: SEED });
}

/** A synthetic log whose truth is known, see `sampleClicks`: 20,000 rows, made where it is first asked for. */
export const sampleClickLog: ClickSource = {
  name: 'sample-clicks',
  title: 'the synthetic click log',
  home: 'data/README.md',
  terms: 'MIT, made by this package',
  requiredFiles: [FILE],
  made: () => sampleClickTruth().csv,
  clicks: (folder) => ({
    name: 'sample-clicks',
    files: [{ path: join(folder, FILE) }],
    columns: sampleClickColumns,
    badLines: 'refuse',
  }),
  parts: null,
};
