import { expect, test } from 'vitest';
import { type ClickColumns, readClickTexts, withClickTexts } from '../../../src/data';
import { encodeClicks } from '../../../src/data/click/encode-clicks';
import { fitClickEncoding } from '../../../src/data/click/fit-click-encoding';
import { openText } from './small-logs';

const csv = `click,site,title,about
1,a,Rain jacket,for hikers
0,b,Rain jacket,
0,a,Rain jacket, for hikers
1,c,,
`;
const columns: ClickColumns = { label: 'click', texts: ['title', 'about'], others: 'categorical' };

test('texts stand side by side, each different one once', async () => {
  const log = await openText(csv, columns);
  expect(log.schema.texts).toEqual(['title', 'about']);
  expect(log.schema.categorical.map(({ name }) => name)).toEqual(['site']);
  const { texts, ids } = await readClickTexts({ source: log });
  expect(texts).toEqual(['Rain jacket. for hikers', 'Rain jacket', '']);
  expect([...ids]).toEqual([0, 1, 0, 2]);
});

test('a column may be a text and a field', async () => {
  const log = await openText(csv, {
    label: 'click',
    texts: [3],
    categorical: ['title'],
    others: 'leave-out',
  });
  expect(log.schema.categorical.map(({ name }) => name)).toEqual(['title']);
  expect((await readClickTexts({ source: log })).texts).toEqual(['Rain jacket', '']);
});

test('a table with texts is the same table but for them and its hash', async () => {
  const source = await openText(csv, columns);
  const rows = Int32Array.of(0, 1, 2, 3);
  const encoding = await fitClickEncoding({
    ...{ source, rows, minCount: 1, maxIdsPerField: 10, numericBuckets: 'squared-log', seed: 1 },
  });
  const table = await encodeClicks({ source, encoding });
  const texts = await readClickTexts({ source });
  const reading = withClickTexts(table, texts);
  const wanted = Int32Array.of(3, 0, 1);
  expect(reading.read(wanted)).toEqual({ ...table.read(wanted), texts: Int32Array.of(2, 0, 1) });
  expect(reading.hash).not.toBe(table.hash);
  expect(() => withClickTexts(table, { ...texts, ids: Int32Array.of(0) })).toThrow(
    'expected texts of 4 rows',
  );
});

test('a log without texts keeps the hash that it had, and says that it has none', async () => {
  const without = { label: 'click', categorical: ['site'], others: 'leave-out' } as const;
  const log = await openText(csv, without);
  expect(log.schema).not.toHaveProperty('texts');
  expect((await openText(csv, { ...without, texts: [] })).hash).toBe(log.hash);
  expect((await openText(csv, { ...without, texts: ['title'] })).hash).not.toBe(log.hash);
  await expect(readClickTexts({ source: log })).rejects.toThrow('test: expected columns of text, found none');
});

test.each([
  [{ ...columns, texts: ['titel'] }, 'expected a column "titel" (columns.texts)'],
  [{ ...columns, texts: ['click'] }, 'expected the label "click" to be no text'],
])('%j is refused', async (wrong, problem) => {
  await expect(openText(csv, wrong)).rejects.toThrow(problem);
});

test('texts that are empty in every row are refused with the file', async () => {
  const log = await openText('click,site,title\n1,a,\n0,b,\n', {
    ...{ label: 'click', texts: ['title'], others: 'categorical' },
  });
  await expect(readClickTexts({ source: log })).rejects.toThrow(
    /log\.csv: expected texts in "title".*all 2 rows/,
  );
});
