import { Presets, SingleBar } from 'cli-progress';

export interface ProgressOptions {
  /** What is going on, in a few words. */
  readonly title: string;
  /** How many units there are in all. */
  readonly total: number;
  /** Standard error in use; a test's own stream in tests. */
  readonly stream: NodeJS.WritableStream & { isTTY?: boolean };
  /** Where nobody watches: a line at most every so many seconds. */
  readonly logEverySeconds: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

export interface Progress {
  /** So many units are done; `detail` is shown behind the bar. */
  update(done: number, detail?: string): void;
  stop(): void;
}

function bar({ title, total, stream }: ProgressOptions): Progress {
  const format = `${title} [{bar}] {percentage}% {value}/{total} {eta_formatted} left {detail}`;
  const line = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: false }, Presets.rect);
  line.start(total, 0, { detail: '' });
  return { update: (done, detail = '') => line.update(done, { detail }), stop: () => line.stop() };
}

function log({ title, total, stream, logEverySeconds, now }: ProgressOptions): Progress {
  const start = now();
  let last = start;
  let written = -1;
  let done = 0;
  let detail = '';
  const write = (): void => {
    last = now();
    written = done;
    const seconds = ((last - start) / 1000).toFixed(0);
    stream.write(`${title}: ${done} of ${total}, ${seconds} s${detail ? `, ${detail}` : ''}\n`);
  };
  return {
    update(count, text = '') {
      done = count;
      detail = text;
      if (now() - last >= logEverySeconds * 1000) write();
    },
    stop() {
      if (written !== done) write();
    },
  };
}

/** A progress bar with the time left on a terminal, a line now and then elsewhere. */
export function makeProgress(options: ProgressOptions): Progress {
  return options.stream.isTTY ? bar(options) : log(options);
}
