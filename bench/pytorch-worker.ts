import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A Python process that does one unit of work when asked and says how many milliseconds it took. */
export class PytorchWorker {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;
  /** What the process said of itself. */
  banner = '';

  constructor(script: string, args: readonly string[]) {
    const python = process.env.RECDISTILL_BENCH_PYTHON ?? 'python3';
    this.process = spawn(python, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async start(): Promise<void> {
    this.banner = await this.next();
  }

  async milliseconds(work: string): Promise<number> {
    this.process.stdin.write(`${work}\n`);
    return Number(await this.next());
  }

  stop(): void {
    this.process.stdin.end();
  }

  private async next(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done)
      throw new Error(
        'the Python process ended; does RECDISTILL_BENCH_PYTHON name a Python with what the benchmark asks for?',
      );
    return value;
  }
}
