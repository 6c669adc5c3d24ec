import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { makeProgress } from '../../src/cli/progress';

class Sink extends Writable {
  text = '';
  isTTY?: boolean;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

test('where nobody watches, a line comes at most every so many seconds, and one at the end', () => {
  const stream = new Sink();
  let clock = 0;
  const progress = makeProgress({ title: 'sweep', total: 8, stream, logEverySeconds: 10, now: () => clock });
  for (let done = 1; done <= 8; done++) {
    clock += 4000;
    progress.update(done, `rmse .${90 + done}`);
  }
  progress.stop();
  expect(stream.text.split('\n')).toEqual([
    'sweep: 3 of 8, 12 s, rmse .93',
    'sweep: 6 of 8, 24 s, rmse .96',
    'sweep: 8 of 8, 32 s, rmse .98',
    '',
  ]);
});

test('the end is not written twice', () => {
  const stream = new Sink();
  let clock = 0;
  const progress = makeProgress({ title: 'one', total: 1, stream, logEverySeconds: 1, now: () => clock });
  clock = 2000;
  progress.update(1);
  progress.stop();
  expect(stream.text).toBe('one: 1 of 1, 2 s\n');
});

test('on a terminal it is a bar that shows count and time left', () => {
  const stream = new Sink() as Sink & { cursorTo: () => void; clearLine: () => void; columns: number };
  Object.assign(stream, {
    isTTY: true,
    columns: 120,
    cursorTo: () => {},
    clearLine: () => {},
    moveCursor: () => {},
  });
  const progress = makeProgress({ title: 'epochs', total: 4, stream, logEverySeconds: 1, now: () => 0 });
  progress.update(2, 'rmse .95');
  progress.stop();
  expect(stream.text).toContain('epochs [');
  expect(stream.text).toMatch(/2\/4 .*left rmse \.95/);
});
