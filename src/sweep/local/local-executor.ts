import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkOptions, InputError } from '../../errors';
import type { Executor, Handle, JobState, Submission } from '../executor';
import { identityOf, isRunning, residentBytes } from '../process-identity';
import { tailOf } from './log-tail';
import { markVariable, type ProcessRecord, ProcessRecords } from './process-record';
import { threadLimits } from './thread-limits';

export interface LocalExecutorOptions {
  /** The sweep's folder; the processes that run are written down there. */
  readonly folder: string;
  /** Processes at a time; fewer where their threads would exceed the cores. */
  readonly jobs: number;
  /** A process that holds more is killed; null for no limit. */
  readonly memoryBytes: number | null;
  /** In place of the machine's. */
  readonly cores?: number;
}

/** How long a process may take to end itself before it is killed. */
const GRACE_MS = 3000;

interface Running extends ProcessRecord {
  /** null for one that an earlier conductor started: it is nobody's child, and its exit code nobody's to know. */
  readonly child: ChildProcess | null;
}

/** A process leads a group of its own, so that whatever it starts ends with it. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // gone already
  }
}

class LocalExecutor implements Executor {
  readonly name = 'local';
  private readonly records: ProcessRecords;
  private readonly running = new Map<Handle, Running>();
  private readonly cores: number;

  constructor(private readonly options: LocalExecutorOptions) {
    this.records = new ProcessRecords(join(options.folder, 'processes'));
    this.cores = options.cores ?? availableParallelism();
  }

  /** Cores that another conductor's processes of this sweep use are not to be had. */
  readonly capacity = async (threads: number): Promise<number> => {
    const own = new Set([...this.running.values()].map(({ identity }) => identity.pid));
    const others = this.records.alive().filter(({ identity }) => !own.has(identity.pid));
    const free = this.cores - others.reduce((sum, record) => sum + record.threads, 0);
    const most = Math.min(this.options.jobs, Math.floor(free / threads));
    // a job that asks for more threads than there are cores runs alone
    return others.length === 0 ? Math.max(1, most) : Math.max(0, most);
  };

  readonly submit = async ({ job, attempt, command, logPath }: Submission): Promise<Handle> => {
    const about = { key: job.key, attempt, threads: job.threads, logPath };
    mkdirSync(dirname(logPath), { recursive: true });
    this.records.intend(about);
    const log = openSync(logPath, 'a');
    try {
      const [program, ...words] = command;
      const child = spawn(program, words, {
        stdio: ['ignore', log, log],
        // a group of its own, which an interrupt at the terminal does not reach: it outlives the conductor
        detached: true,
        env: { ...process.env, ...threadLimits(job.threads), [markVariable]: this.records.markOf(about) },
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      const record = { ...about, identity: identityOf(child.pid as number) };
      const handle = JSON.stringify(record);
      this.running.set(handle, { ...record, child });
      this.records.add(record);
      return handle;
    } catch (error) {
      this.records.remove(about);
      throw error;
    } finally {
      closeSync(log);
    }
  };

  readonly states = async (handles: readonly Handle[]): Promise<readonly JobState[]> =>
    handles.map((handle) => this.stateOf(handle));

  private find(handle: Handle): Running {
    const known = this.running.get(handle) ?? { ...(JSON.parse(handle) as ProcessRecord), child: null };
    this.running.set(handle, known);
    return known;
  }

  private stateOf(handle: Handle): JobState {
    const found = this.find(handle);
    const { child, identity } = found;
    const isOver =
      child === null ? isRunning(identity) !== true : child.exitCode !== null || child.signalCode !== null;
    if (!isOver) {
      this.watchMemory(found);
      return 'running';
    }
    this.records.remove(found);
    return child === null || child.exitCode === 0 ? 'ended' : 'failed';
  }

  private watchMemory({ identity, logPath }: Running): void {
    const { memoryBytes } = this.options;
    if (memoryBytes === null) return;
    const bytes = residentBytes(identity.pid);
    if (bytes <= memoryBytes) return;
    const [found, most] = [bytes, memoryBytes].map((count) => (count / 2 ** 30).toFixed(2));
    appendFileSync(logPath, `\nkilled: it held ${found} GiB of memory, and ${most} GiB are allowed\n`);
    signalGroup(identity.pid, 'SIGKILL');
  }

  readonly logTail = async (handle: Handle, lines: number): Promise<string> => {
    const { child, logPath } = this.find(handle);
    const tail = tailOf(logPath, lines);
    if (child === null || child.exitCode === 0) return tail;
    const end = child.signalCode === null ? `exit code ${child.exitCode}` : `killed by ${child.signalCode}`;
    return tail === '' ? `(${end})` : `${tail}\n(${end})`;
  };

  readonly cancel = async (handle: Handle): Promise<void> => {
    const found = this.find(handle);
    const { identity } = found;
    const isAlive = () => this.stateOf(handle) === 'running' && isRunning(identity) === true;
    if (!isAlive()) return;
    signalGroup(identity.pid, 'SIGTERM');
    for (let waited = 0; isAlive(); waited += 20) {
      if (waited === GRACE_MS) signalGroup(identity.pid, 'SIGKILL');
      await sleep(20);
    }
    this.records.remove(found);
  };

  readonly leftRunning = async (): Promise<ReadonlyMap<string, Handle>> =>
    new Map(this.records.alive().map((record) => [record.key, JSON.stringify(record)] as const));

  readonly close = async (): Promise<void> => {};
}

/**
 * Runs jobs as processes of this machine. They lead lives of their own: a conductor that dies leaves them running, and
 * the next one finds them by what is written down about them.
 * @throws InputError for a number of jobs below 1
 */
export function localExecutor(options: LocalExecutorOptions): Executor {
  checkOptions('localExecutor', options, ['folder', 'jobs', 'memoryBytes', 'cores']);
  const { jobs, memoryBytes } = options;
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new InputError(`localExecutor: jobs must be a whole number of at least 1, found ${jobs}`);
  if (memoryBytes !== null && !(memoryBytes > 0))
    throw new InputError(`localExecutor: memoryBytes must be above 0 or null, found ${memoryBytes}`);
  return new LocalExecutor(options);
}
