import { join } from 'node:path';
import type { ClickColumns } from '../click/click-columns';
import type { TableFile } from '../tables/table';
import type { ClickSource } from './click-source';

const NUMBERS = Array.from({ length: 13 }, (_, i) => `I${i + 1}`);
const CATEGORIES = Array.from({ length: 26 }, (_, i) => `C${i + 1}`);

/** Criteo's columns: the label, 13 counts, 26 hashed categories. */
export const criteoColumns: ClickColumns = {
  label: 'label',
  numeric: NUMBERS,
  categorical: CATEGORIES,
  others: 'leave-out',
};

/** A file in Criteo's layout: tabs, no header line. */
export function criteoFile(path: string): TableFile {
  return { path, separator: '\t', quoted: false, header: ['label', ...NUMBERS, ...CATEGORIES] };
}

/** The first 8,000 rows of Criteo's challenge, in three files: 7,200 for training, 409 for validation, 391 for the test. */
export const criteoDacSample: ClickSource = {
  name: 'criteo-dac-sample',
  title: "Criteo's display advertising challenge, first 8,000 rows",
  home: 'https://ailab.criteo.com/ressources/',
  terms: 'research use',
  requiredFiles: ['train.tsv', 'dev.tsv', 'test.tsv'],
  otherFolders: ['criteo-dac-first8000'],
  made: null,
  clicks: (folder) => ({
    name: 'criteo-dac-sample',
    files: ['train.tsv', 'dev.tsv', 'test.tsv'].map((file) => criteoFile(join(folder, file))),
    columns: criteoColumns,
    badLines: 'refuse',
  }),
  parts: ['train', 'validation', 'test'],
};

/** The whole training file of Criteo's challenge, 45,840,617 rows in order of time; its `test.txt` has no labels. */
export const criteoDac: ClickSource = {
  name: 'criteo-dac',
  title: "Criteo's display advertising challenge",
  home: 'https://ailab.criteo.com/ressources/',
  terms: 'research use',
  requiredFiles: ['train.txt'],
  made: null,
  clicks: (folder) => ({
    name: 'criteo-dac',
    files: [criteoFile(join(folder, 'train.txt'))],
    columns: criteoColumns,
    badLines: 'refuse',
  }),
  parts: null,
};
