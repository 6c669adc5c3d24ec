import { expect, test } from 'vitest';
import { clickLoss } from '../../../src/deploy/compress';
import type { ClickRow, ClickStudent } from '../../../src/student';
import { openText } from '../../data/click/small-logs';

const text = `click,user,age,hour,shop
1,a,2.5,14102108, x
0,b,,14102109,y
0,a,-1,14102110,x
1,b,7,14102111,
`;
const columns = {
  ...{ label: 'click', user: 'user', numeric: ['age'], others: 'leave-out' as const },
  categorical: ['shop', { name: 'time of day', column: 'hour', characters: [6, 8] as const }],
};

/** Says the given probabilities by age, and keeps what it was asked. */
function saying(said: Record<string, number>): { student: ClickStudent; asked: ClickRow[] } {
  const asked: ClickRow[] = [];
  const probabilities = (rows: readonly ClickRow[]) => {
    asked.push(...rows);
    return Float64Array.from(rows, ({ age }) => said[String(age)]);
  };
  return { student: { task: 'click', columns: [], probabilities } as unknown as ClickStudent, asked };
}

const said = { 2.5: 0.8, null: 0.3, '-1': 0.1, 7: 0.25 };

test('the log-loss is the mean of -ln p of what happened, also user by user', async () => {
  const source = await openText(text, columns);
  const { student } = saying(said);
  const { value, byUser } = await clickLoss(student, { source, rows: Int32Array.of(3, 0, 1) });
  const [first, second, last] = [-Math.log(0.8), -Math.log(0.7), -Math.log(0.25)];
  expect(value).toBeCloseTo((first + second + last) / 3, 12);
  expect(Array.from(byUser)).toEqual([expect.closeTo(first, 12), expect.closeTo((second + last) / 2, 12)]);
});

test('rows are sent as they stand in the log: whole cells, and null where a number is missing', async () => {
  const source = await openText(text, columns);
  const { student, asked } = saying(said);
  await clickLoss(student, { source, rows: Int32Array.of(1, 2) });
  expect(asked).toEqual([
    { age: null, hour: '14102109', shop: 'y' },
    { age: -1, hour: '14102110', shop: 'x' },
  ]);
});

test('rows of a log that does not say whose they are stand for themselves', async () => {
  const source = await openText(text, { ...columns, user: undefined, leaveOut: ['user'] });
  const { byUser } = await clickLoss(saying(said).student, { source, rows: Int32Array.of(0, 1, 2, 3) });
  expect(Array.from(byUser)).toEqual([0.8, 0.7, 0.9, 0.25].map((p) => expect.closeTo(-Math.log(p), 12)));
});

test('a certain student that is wrong has a large loss, and not an endless one', async () => {
  const source = await openText(text, columns);
  const { student } = saying({ 2.5: 0, '-1': 1 });
  const { value } = await clickLoss(student, { source, rows: Int32Array.of(0, 2) });
  expect(value).toBeCloseTo(53 * Math.LN2, 9);
});
