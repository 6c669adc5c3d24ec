import { expect, test } from 'vitest';
import { parseTime } from '../../../src/data/tables/parse-time';

test('dates of ISO 8601 and of Unix are seconds since 1970, as the clock of JavaScript counts them', () => {
  for (const text of [
    '2018-06-17',
    '2018-06-17T20:05:30Z',
    '2018-06-17T20:05:30.25+02:00',
    '1969-12-31T23:59:59Z',
  ])
    expect(parseTime(text)).toBe(Date.parse(text) / 1000);
  expect(parseTime('Mon Aug 01 13:41:57 -0700 2011')).toBe(Date.parse('2011-08-01T13:41:57-07:00') / 1000);
});

test('a time without a zone is UTC, wherever the machine stands', () => {
  expect(parseTime(' 2018-06-17 20:05:30 ')).toBe(Date.parse('2018-06-17T20:05:30Z') / 1000);
  expect(parseTime('2018-06-17 20:05')).toBe(Date.parse('2018-06-17T20:05:00Z') / 1000);
});

test('numbers stay as they stand, and nothing is no time', () => {
  expect(parseTime('1529193600000')).toBe(1529193600000);
  expect(parseTime('')).toBeNaN();
  expect(parseTime('null')).toBeNaN();
});

test.each([
  '06 17, 2018',
  '2018-02-30',
  '2018-13-01',
  '2018-06-17 25:00',
  'yesterday',
  'Mon Xyz 01 13:41:57 Z 2011',
])('"%s" is no time', (text) => expect(parseTime(text)).toBeNull());
