import { join } from 'node:path';
import type { EntityColumns } from '../entity-settings';
import { plainText } from '../html-text';
import type { DataSource } from './source';

/** Between the strings of a list as Python prints it: `'one', "two"`. */
const BETWEEN_STRINGS = /['"],\s+['"]/;
const AROUND_LIST = /^\s*\[\s*['"]?|['"]?\s*\]\s*$/g;
const ESCAPES: Readonly<Record<string, string>> = { n: ' ', t: ' ', r: ' ' };

/**
 * The paragraphs of a description, each once. They come as Python prints a list of strings; some are printed wrongly, so
 * that cutting at the quotes between them is surer than parsing.
 */
export function paragraphsOf(description: string): string[] {
  const parts = description.replace(AROUND_LIST, '').split(BETWEEN_STRINGS);
  const texts = parts.map((part) => plainText(part.replace(/\\(.)/g, (_, c: string) => ESCAPES[c] ?? c)));
  return [...new Set(texts)].filter((text) => text !== '');
}

/** What a language model reads of a product: "Title, by Brand. Description". */
export function productText(title: string, brand: string, description: string): string {
  const [name, maker] = [plainText(title), plainText(brand)];
  const named = maker === '' ? name : `${name}, by ${maker}`;
  return [named, ...paragraphsOf(description)]
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

const itemColumns: EntityColumns = {
  id: 'id',
  reads: ['title', 'brand', 'description'],
  text: (record) => productText(record.title, record.brand, record.description),
  features: [],
};

/** Amazon reviews 2018, industrial and scientific: 22,743 purchases in order, 3,285 users, 3,686 products with texts. */
export const amazonIndustrial: DataSource = {
  name: 'amazon-industrial',
  title: 'Amazon 2018 Industrial and Scientific',
  home: 'https://nijianmo.github.io/amazon/',
  terms: 'research use',
  requiredFiles: ['sequences_derived.tsv', 'item.json'],
  otherFolders: ['amazon2018-minionerec-industrial-and-scientific'],
  packagedIn: null,
  download: null,
  settings: (folder) => ({
    name: 'amazon-industrial',
    ratings: { path: join(folder, 'sequences_derived.tsv'), layout: 'sequences' },
    columns: { user: 'user', item: 'item', rating: null },
    repeats: 'keep',
    items: { path: join(folder, 'item.json') },
    itemColumns,
  }),
};
