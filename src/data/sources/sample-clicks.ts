import { join } from 'node:path';
import {
  type ClickSample,
  sampleClickColumns,
  sampleClicks,
  titledClickColumns,
} from '../sample/sample-clicks';
import type { ClickSource } from './click-source';

/** So few values that most pairs are met often enough to be learned: there is something to teach. */
const SIZES = { user: 100, ad: 60, site: 20, device: 5 };
const ROWS = 20_000;
const SEED = 1;
const FILE = 'clicks.csv';

/** The log `sample-clicks` with its truth: the chance of a click in each row, and the least log-loss to be hoped for. */
export function sampleClickTruth(): ClickSample {
  return sampleClicks({ rows: ROWS, seed: SEED, sizes: SIZES });
}

/** A synthetic log whose truth is known, see `sampleClicks`: 20,000 rows, made where it is first asked for. */
export const sampleClickLog: ClickSource = {
  name: 'sample-clicks',
  title: 'the synthetic click log',
  home: 'data/README.md',
  terms: 'MIT, made by this package',
  requiredFiles: [FILE],
  made: sampleClickTruth,
  clicks: (folder) => ({
    name: 'sample-clicks',
    files: [{ path: join(folder, FILE) }],
    columns: sampleClickColumns,
    badLines: 'refuse',
  }),
  parts: null,
};

/** So many advertisements that most are shown a few times: what is known of them is in their titles. */
const TITLED_SIZES = { user: 60, ad: 3000, site: 20, device: 5 };

/** A synthetic log with titles whose truth is known, see `sampleClicks`: 20,000 rows, made where it is first asked for. */
export const titledClickLog: ClickSource = {
  name: 'sample-titled-clicks',
  title: 'the synthetic click log with titles',
  home: 'data/README.md',
  terms: 'MIT, made by this package',
  requiredFiles: [FILE],
  made: () => sampleClicks({ rows: ROWS, seed: SEED, sizes: TITLED_SIZES, hasTitles: true }),
  clicks: (folder) => ({
    name: 'sample-titled-clicks',
    files: [{ path: join(folder, FILE) }],
    columns: titledClickColumns,
    badLines: 'refuse',
  }),
  parts: null,
};
