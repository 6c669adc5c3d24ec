import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadData, splitLeaveOneOut, summarize } from '../../src/data';
import { plainText } from '../../src/data/html-text';
import { paragraphsOf, productText } from '../../src/data/sources/amazon-industrial';
import { realDataFolder } from './real-data';

test('text loses tags, entities and runs of white space, and nothing else', () => {
  expect(plainText('5&nbsp;&deg;C &ndash; &#39;hot&#x27; &amp;<br />\n\tnew & amp; shiny')).toBe(
    "5 °C – 'hot' & new & shiny",
  );
  expect(plainText('a < b and <100mA; &unknown; &constructor; A&B')).toBe(
    'a < b and <100mA; &unknown; &constructor; A&B',
  );
});

describe('a description printed as a list', () => {
  test('is its paragraphs, each once, without escapes and empty ones', () => {
    expect(paragraphsOf(String.raw`['It\'s one.\n', "Two's", 'It\'s one.', '']`)).toEqual([
      "It's one.",
      "Two's",
    ]);
  });

  test('is read also where it is printed wrongly, or is no list', () => {
    expect(paragraphsOf('["Dolly 18" X 12-1/4""]')).toEqual(['Dolly 18" X 12-1/4"']);
    expect(paragraphsOf('Just text')).toEqual(['Just text']);
    expect(paragraphsOf('')).toEqual([]);
  });
});

test('a product says title, brand and description; what is missing leaves no mark', () => {
  expect(productText('Hex Key', 'Bondhus', "['Made of steel', 'Small.']")).toBe(
    'Hex Key, by Bondhus. Made of steel. Small.',
  );
  expect(productText('Hex Key', '', '')).toBe('Hex Key.');
});

const folder = realDataFolder('amazon2018-minionerec-industrial-and-scientific');

test.skipIf(folder === null)('the industrial products load whole, by name, with every text', async () => {
  const data = await loadData({ dataset: 'amazon-industrial', dataDir: dirname(folder as string) });
  expect([data.users.ids.length, data.items.ids.length]).toEqual([3285, 3686]);
  expect(data.report).toMatchObject({ read: 22_743, kept: 22_743, issues: { repeat: 1079 } });
  expect(summarize(data)).toMatchObject({
    itemsWithText: 3686,
    unratedItems: 145,
    from: null,
    perUser: [5, 6, 34],
  });
  const { users, items } = data.interactions;
  const first = Array.from(users.keys()).filter((row) => data.users.ids[users[row]] === 'A4042');
  expect(first.map((row) => data.items.ids[items[row]]).join(' ')).toBe(
    '3112 114 2697 2393 2660 3167 2058 1487',
  );
  expect(data.items.texts[data.items.ids.indexOf('1')]).toMatch(
    /^Stanley TRA708T Sharpshooter .*\(1000 Count\), by Stanley\. Heavy-duty staples are ideal/,
  );
  expect(data.items.texts.filter((text) => /\\n|\['|&amp;|&nbsp;/.test(text))).toEqual([]);
});

test.skipIf(folder === null)(
  'leave-one-out of them holds out the last two purchases of every user',
  async () => {
    const data = await loadData({ dataset: 'amazon-industrial', dataDir: dirname(folder as string) });
    const split = splitLeaveOneOut({ data });
    expect([split.train.length, split.validation.length, split.testSize]).toEqual([
      22_743 - 2 * 3285,
      3285,
      3285,
    ]);
    const test = split.takeTest('the test');
    const { users } = data.interactions;
    expect(test.every((row) => row + 1 === users.length || users[row + 1] !== users[row])).toBe(true);
  },
);
