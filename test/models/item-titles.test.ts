import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readItemTitles, writeItemTitles } from '../../src/models/rating/item-titles';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill titres é '));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the titles beside a model', () => {
  it('are the beginnings of the texts, cut between words', () => {
    const long = `${'word '.repeat(11)}another, and more than anybody wants to read`;
    writeItemTitles({ folder, texts: ['Dune  (1984)', long, ''] });
    expect(readItemTitles({ folder, items: 3 })).toEqual([
      'Dune (1984)',
      `${'word '.repeat(11).trim()} …`,
      '',
    ]);
  });

  it('are not there where no item has a text', () => {
    const empty = join(folder, 'none');
    writeItemTitles({ folder: empty, texts: ['', ''] });
    expect(existsSync(empty)).toBe(false);
    expect(readItemTitles({ folder: empty, items: 2 })).toBeNull();
  });

  it('are refused where they are damaged or of another model', () => {
    writeItemTitles({ folder, texts: ['a', 'b'] });
    expect(() => readItemTitles({ folder, items: 3 })).toThrow(/expected 3 titles .* found a list of 2/);
    writeFileSync(join(folder, 'titles.json'), '["a');
    expect(() => readItemTitles({ folder, items: 1 })).toThrow(/titles\.json: expected 1 titles/);
  });
});
