import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LoadDataOptions, loadData } from '../../src/data';
import { partsOfHtml, plainText } from '../../src/data/html-text';
import { temporaryFolder } from './temporary-folder';

const ratings = 'user,item,rating\na,x,1\na,y,2\nb,x,3\n';

async function load(
  files: Record<string, string>,
  options: (at: (name: string) => string) => LoadDataOptions,
) {
  const folder = temporaryFolder({ 'r.csv': ratings, ...files });
  const at = (name: string) => join(folder, name);
  return loadData({ ratings: at('r.csv'), ...options(at) });
}

describe('texts of web pages', () => {
  test('lose tags, links, scripts and what was cut off, and keep what people read', () => {
    expect(plainText('<div class="a">See <a href="http://x?a=1&b">our store</a></div><hr/>')).toBe(
      'See our store',
    );
    expect(plainText('a<script>var x = "<b>";</script>b<style>p {}</style> c')).toBe('a b c');
    expect(partsOfHtml('Red|Red|</span></span>|Blue <div class="a-sect')).toEqual(['Red', 'Blue']);
    expect(partsOfHtml('var aPageStart = (new Date()).getTime();|--|Soap')).toEqual(['Soap']);
    expect(partsOfHtml('3 < 4 and a <3')).toEqual(['3 < 4 and a <3']);
  });

  test('say each part of lists and columns once, as sentences', async () => {
    const product = {
      asin: 'x',
      title: 'Soap &amp; Co',
      brand: 'Acme',
      category: ['Soap', 'Soap', '</span>'],
      description: ['<p>It cleans.</p>', 'Acme'],
    };
    const data = await load({ 'i.jsonl': `${JSON.stringify(product)}\n` }, (at) => ({
      items: at('i.jsonl'),
      itemColumns: { text: ['title', 'brand', 'category', 'description'], textFormat: 'html' },
    }));
    expect(data.items.texts).toEqual(['Soap & Co. Acme. Soap. It cleans.', '']);
  });

  test('are no business of a function that writes the text', async () => {
    const loading = load({ 'i.csv': 'id,title\nx,X\n' }, (at) => ({
      items: at('i.csv'),
      itemColumns: { text: () => 'x', textFormat: 'html' },
    }));
    await expect(loading).rejects.toThrow('textFormat "html" is for columns of text');
  });
});

test('an amount is the first number in a text, standardised; a piece of a page holds none', async () => {
  const prices = ['$1,200.50', '"$3,600.50 - $9,000"', '', `<div id=5>${'x'.repeat(60)}</div>`];
  const data = await load(
    { 'i.csv': `id,price\n${prices.map((p, i) => `${'xyvw'[i]},${i ? p : `"${p}"`}`).join('\n')}` },
    (at) => ({
      items: at('i.csv'),
      itemColumns: { text: [], features: [{ column: 'price', kind: 'amount' }] },
    }),
  );
  // mean 2400.5 and deviation 1200 of the two that have one
  expect([...(data.items.features?.values ?? [])]).toEqual([-1, 1, 0, 0]);
});

describe('items that nobody rated', () => {
  const items = 'id,title\nz,Zed\ny,Why\nx,Ex\n';

  test('are part of the catalogue, or left out and counted, as is asked', async () => {
    const kept = await load({ 'i.csv': items }, (at) => ({ items: at('i.csv') }));
    expect(kept.items.ids).toEqual(['z', 'y', 'x']);
    const rated = await load({ 'i.csv': items }, (at) => ({ items: at('i.csv'), unratedItems: 'leave-out' }));
    expect(rated.items).toMatchObject({ ids: ['y', 'x'], texts: ['Why', 'Ex'] });
    expect(rated.report.issues).toEqual({ 'unrated-item': 1 });
    expect(Array.from(rated.interactions.items, (item) => rated.items.ids[item])).toEqual(['x', 'y', 'x']);
  });
});

describe('tags', () => {
  const files = {
    'i.csv': 'id,title\nx,Ex\ny,Why\n',
    't.dat': 'userID\tartistID\ttagID\n1\tx\t7\n2\tx\t8\n3\tx\t8\n1\tx\t9\n1\tz\t7\n1\ty\t99\n',
    'n.dat': 'tagID\ttagValue\n7\tRock\n8\tgoth\n9\tambient\n',
  };
  const columns = { item: 'artistID', tag: 'tagID' };

  test('are the most frequent ones by name, ties by the alphabet, as text and as features', async () => {
    const data = await load(files, (at) => ({
      items: at('i.csv'),
      itemColumns: { text: ['title', 'tags'], features: [{ column: 'tags', kind: 'list', separator: '|' }] },
      itemTags: {
        file: { path: at('t.dat') },
        columns,
        names: { file: { path: at('n.dat') }, columns: { id: 'tagID', name: 'tagValue' } },
        most: 2,
      },
    }));
    expect(data.items.texts).toEqual(['Ex. goth|ambient', 'Why']);
    expect(data.items.features?.names).toEqual(['tags=ambient', 'tags=goth']);
    expect(data.report.issues).toEqual({ 'unknown-tag': 1 });
    expect(data.report.examples[0]).toContain('t.dat:7: tag "99" has no name');
  });

  test('stand as they are without a file of names', async () => {
    const data = await load(files, (at) => ({
      items: at('i.csv'),
      itemColumns: { text: ['tags'] },
      itemTags: { file: { path: at('t.dat') }, columns, most: 1 },
    }));
    expect(data.items.texts).toEqual(['8', '99']);
  });

  test('are refused without items, beside a column of their name, and where none is to be kept', async () => {
    const itemTags = (at: (name: string) => string, most = 1) => ({
      file: { path: at('t.dat') },
      columns,
      most,
    });
    await expect(load(files, (at) => ({ itemTags: itemTags(at) }))).rejects.toThrow(
      'go with a file of items',
    );
    await expect(
      load({ ...files, 'i.csv': 'id,tags\nx,a\n' }, (at) => ({ items: at('i.csv'), itemTags: itemTags(at) })),
    ).rejects.toThrow('i.csv:1: expected no column "tags"');
    await expect(load(files, (at) => ({ items: at('i.csv'), itemTags: itemTags(at, 0) }))).rejects.toThrow(
      'itemTags.most must be',
    );
  });
});
