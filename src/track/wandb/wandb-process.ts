import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { reasonOf, redact } from '../redact';
import { RefusedError } from '../sink';
import type { WandbTarget } from '../target';
import { wandbProgram } from './wandb-program';

/** wandb waits for its server by itself, and says so after a minute and a half. */
const timeoutMs = 150_000;
const closeMs = 20_000;

/** When it is told to stop, nobody waits for it much longer. */
const stopMs = 1500;
const keptWords = 2000;

/** What the Python program answers to a line. */
interface Answer {
  readonly version?: string;
  readonly error?: string;
  readonly refused?: string;
}

/** What it is told first. */
export interface WandbTask {
  readonly project: string;
  readonly folder: string;
  readonly mode: WandbTarget['mode'];
  /** The run that all others are grouped by, and the group's name. */
  readonly run: string;
  readonly group: string;
}

/** The official package in a process of its own: one request at a time, each with its answer. */
export class WandbProcess {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly gone: Promise<never>;
  private words = '';

  private constructor(
    private readonly python: string,
    task: WandbTask,
    private readonly stop: AbortSignal,
  ) {
    mkdirSync(task.folder, { recursive: true });
    // an interrupt of the terminal is for training; this process ends with its input
    this.child = spawn(python, ['-c', wandbProgram], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      detached: true,
    });
    this.answers = createInterface({ input: this.child.stdout as NodeJS.ReadableStream })[
      Symbol.asyncIterator
    ]();
    this.child.stderr?.on('data', (data) => {
      this.words = `${this.words}${data}`.slice(-keptWords);
    });
    this.child.stdin?.on('error', () => {});
    this.gone = new Promise<never>((_, reject) => {
      this.child.once('error', (error) => reject(this.failure(error.message)));
      this.child.once('exit', (code) => reject(this.failure(`it ended with ${code}`)));
    });
    this.gone.catch(() => {});
    this.write(task);
  }

  /** @throws Error where the Python has no wandb */
  static async start(python: string, task: WandbTask, stop: AbortSignal): Promise<WandbProcess> {
    const process = new WandbProcess(python, task, stop);
    try {
      await process.read();
      return process;
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @throws RefusedError for what wandb will not take, any other error where it may later */
  async send(events: readonly object[]): Promise<void> {
    this.write({ events });
    const { error, refused } = await this.read();
    if (refused !== undefined) throw new RefusedError(`wandb: ${redact(refused)}`);
    if (error !== undefined) throw new Error(`wandb: ${redact(error)}`);
  }

  /** Lets it write what it holds. */
  async close(): Promise<void> {
    if (this.hasEnded) return;
    this.child.stdin?.end();
    const timer = setTimeout(() => this.kill(), this.stop.aborted ? stopMs : closeMs);
    await this.gone.catch(() => {});
    clearTimeout(timer);
  }

  /** With what it has started itself. */
  private kill(): void {
    try {
      process.kill(-(this.child.pid as number), 'SIGKILL');
    } catch {
      // a system without groups of processes, or a process that is gone
      this.child.kill('SIGKILL');
    }
  }

  private write(line: object): void {
    this.child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  private async read(): Promise<Answer> {
    const signal = AbortSignal.any([this.stop, AbortSignal.timeout(timeoutMs)]);
    const late = new Promise<never>((_, reject) => {
      const tell = () => {
        if (!this.stop.aborted) this.kill();
        reject(new Error('wandb did not answer in time: is its server there?'));
      };
      if (signal.aborted) tell();
      else signal.addEventListener('abort', tell, { once: true });
    });
    late.catch(() => {});
    const { value, done } = await Promise.race([this.answers.next(), this.gone, late]);
    if (done) return await this.gone;
    return JSON.parse(value);
  }

  private failure(what: string): Error {
    const said = this.words.trim().split('\n').slice(-3).join(' ');
    return new Error(
      `${this.python}: expected a Python with wandb (pip install wandb), found: ${reasonOf(what)}${said === '' ? '' : `: ${redact(said)}`}`,
    );
  }
}
