import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Job, JobResult } from '../../src/sweep';
import type { SweepLogLine } from '../../src/sweep/event-log';

/** Starts conductors in processes of their own on one folder. */
export class KilledSweep {
  private readonly program: string;
  private readonly jobsPath: string;

  constructor(
    readonly folder: string,
    private readonly jobs: readonly Job[],
  ) {
    this.program = join(folder, 'conductor.cjs');
    this.jobsPath = join(folder, 'all-jobs.json');
    buildSync({
      entryPoints: [join(__dirname, 'conductor-process.ts')],
      ...{ bundle: true, platform: 'node', outfile: this.program, logLevel: 'error' },
    });
    writeFileSync(this.jobsPath, JSON.stringify(jobs));
  }

  start(cores: number): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
    const words = [this.program, this.folder, this.jobsPath, join(__dirname, 'fake-job.mjs'), String(cores)];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    return { child, ended: new Promise((done) => child.once('close', done)) };
  }

  /** Numbers of the jobs' processes that are written down. */
  jobProcesses(): number[] {
    const folder = join(this.folder, 'processes');
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.flatMap((name) => {
      try {
        const { identity } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
        return identity === null ? [] : [identity.pid as number];
      } catch {
        // it ended just now
        return [];
      }
    });
  }

  results(): Map<string, JobResult> {
    const folder = join(this.folder, 'results');
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return new Map(
      names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
    );
  }

  /** Jobs that were begun although their result was there. */
  ranAgain(): string[] {
    return readdirSync(join(this.folder, 'results')).filter((name) => name.endsWith('.ran-again'));
  }

  /** How often each job was begun. */
  runsOf(job: Job): number {
    return readFileSync(join(this.folder, 'runs', job.key), 'utf8').length;
  }

  /** Lines of all conductors' events that a kill did not cut. */
  events(): SweepLogLine[] {
    const folder = join(this.folder, 'events');
    return readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    );
  }

  /** What is wrong with the results, in words. */
  faults(): string[] {
    const results = this.results();
    return this.jobs.flatMap((job) => {
      const result = results.get(job.key);
      const value = job.settings.value as number;
      if (result === undefined) return [`${job.label} has no result`];
      return result.metrics.square === value * value ? [] : [`${job.label}: ${result.metrics.square}`];
    });
  }
}
