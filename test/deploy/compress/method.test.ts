import { expect, test } from 'vitest';
import { idRuns } from '../../../src/deploy/compress/id-runs';
import { parseCompression } from '../../../src/deploy/compress/method';
import { Fields } from '../../../src/student/file/fields';
import { idsOf } from '../../../src/student/file/ids';

test('a method is its changes in their order, then the form of the numbers', () => {
  expect(parseCompression('int8')).toMatchObject({ changes: [], storedAs: 'int8' });
  expect(parseCompression('int4:8')).toMatchObject({ storedAs: 'int4', groupWidth: 8 });
  expect(parseCompression('rare-ids:3+low-rank:4+int8')).toMatchObject({
    changes: [
      { kind: 'rare-ids', amount: 3 },
      { kind: 'low-rank', amount: 4 },
    ],
    storedAs: 'int8',
  });
  expect(parseCompression('prune')).toMatchObject({ changes: [{ kind: 'prune', amount: 0.5 }] });
});

test('what is no method is refused, saying what was expected', () => {
  for (const [text, message] of [
    ['int9', /unknown step "int9"; did you mean "int8"/],
    ['int8+float16', /last step/],
    ['int8:3', /without a number/],
    ['int4:0', /columns a scale/],
    ['prune:1', /below 1/],
    ['low-rank:x', /a rank/],
    ['prune+int8', /with float16/],
  ] as const)
    expect(() => parseCompression(text)).toThrow(message);
});

test('runs of whole numbers stand for exactly the ids they were made from', () => {
  const lists = [
    ['1', '2', '3', '4', '9', '10', 'a', '11', '12', '13', '013', '14'],
    ['5', '4', '3', '', 'x', '-1', '0', '1', '2'],
    ['999999999999998', '999999999999999', '1000000000000000', '7'],
    [],
  ];
  for (const ids of lists) {
    const runs = JSON.parse(JSON.stringify(idRuns(ids)));
    expect(idsOf(new Fields('model.json', { users: runs }), 'users')).toEqual(ids);
  }
  expect(idRuns(['1', '2', '3', '4', 'b'])).toEqual([[1, 4], 'b']);
});

test('runs that are none, or longer than any vocabulary, are refused by name', () => {
  for (const bad of [[[3, 1]], [[1, 2, 3]], [[-1, 3]], [[0.5, 3]], [[0, 1e12]], [7], 'abc', null])
    expect(() => idsOf(new Fields('model.json', { users: bad }), 'users')).toThrow(/model.json, users/);
});
