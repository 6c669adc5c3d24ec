import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { RunStatus } from '../training-event';
import type { SenderTask } from './sender-process';

/** A sender that dies as often in a row is not started again. */
const mostDeaths = 5;

/** One that has lived so long did not die of its start. */
const longLifeMs = 60_000;

const firstPauseMs = 500;

/**
 * The process that sends a spool while training keeps its own event loop busy. It is started again when it dies; what
 * it had not sent lies in the spool.
 */
export class SenderChild {
  private child: ChildProcess | null = null;
  private deaths = 0;
  private isClosing = false;
  private restart: NodeJS.Timeout | null = null;

  constructor(
    private readonly options: {
      readonly task: SenderTask;
      /** The sender's program; the one beside this file where null. */
      readonly path: string | null;
      readonly onWarning: (message: string) => void;
    },
  ) {
    this.start();
  }

  /** For tests that end it by force. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Tells it that nothing more comes and waits until it has ended, or been ended. */
  async close(status: RunStatus): Promise<void> {
    this.isClosing = true;
    if (this.restart !== null) clearTimeout(this.restart);
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.stdin?.end(`${JSON.stringify({ status })}\n`);
    const timer = setTimeout(() => child.kill('SIGKILL'), this.options.task.graceMs + 3000);
    await ended;
    clearTimeout(timer);
  }

  private start(): void {
    const { task, path, onWarning } = this.options;
    const started = Date.now();
    const log = openSync(join(task.folder, 'sender.log'), 'a');
    const program = path ?? join(__dirname, 'sender-process.js');
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', log], windowsHide: true });
    closeSync(log);
    this.child = child;
    child.on('error', (error) => onWarning(`tracking: the sender does not start: ${error.message}`));
    // its death is told by 'exit'; a pipe that broke says nothing more
    child.stdin?.on('error', () => {});
    child.stdin?.write(`${JSON.stringify(task)}\n`);
    child.once('exit', () => this.onExit(started));
    // a program that forgets to end the tracking still ends
    child.unref();
    (child.stdin as unknown as Socket | null)?.unref?.();
  }

  private onExit(started: number): void {
    if (this.isClosing) return;
    this.deaths = Date.now() - started > longLifeMs ? 1 : this.deaths + 1;
    const { onWarning, task } = this.options;
    if (this.deaths > mostDeaths) {
      onWarning(
        `tracking: the sender died ${this.deaths} times in a row (see ${join(task.folder, 'sender.log')}); events are kept on disk, and "recdistill track send ${task.folder}" sends them`,
      );
      return;
    }
    this.restart = setTimeout(() => this.start(), firstPauseMs * 2 ** (this.deaths - 1));
    this.restart.unref();
  }
}
