import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real Ray on this machine: a head that runs no jobs, and worker nodes. */
export interface LocalRay {
  readonly url: string;
  /** As a power cut does it: the node's processes end at once, and the jobs' with them. */
  readonly killNode: (node: number) => void;
  readonly startNode: (cpus: number) => Promise<void>;
  readonly livingNodes: () => Promise<number>;
  /** Jobs that run at this moment. */
  readonly runningJobs: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Why there is no Ray to test with; null where there is one. */
export function reasonForNoRay(): string | null {
  const python = process.env.RECDISTILL_RAY_PYTHON;
  if (python === undefined)
    return 'RECDISTILL_RAY_PYTHON names no Python with Ray; pip install "ray[default]"';
  return existsSync(join(dirname(python), 'ray'))
    ? null
    : `no program "ray" beside RECDISTILL_RAY_PYTHON=${python}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** By the system's own table of processes, as each job of Ray leads a group of its own. */
function processesUnder(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended while the table was read.
    }
  }
  const under = (id: number): number[] => [id, ...(children.get(id) ?? []).flatMap(under)];
  return under(root);
}

function killAll(ids: readonly number[]): void {
  for (const id of ids) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** A busy machine must not lose a node that is merely slow to start; a dead one is missed after some seconds. */
const patient = {
  RAY_raylet_start_wait_time_s: '90',
  RAY_health_check_initial_delay_ms: '10000',
  RAY_health_check_period_ms: '1000',
  RAY_health_check_timeout_ms: '3000',
  RAY_health_check_failure_threshold: '3',
};

const quiet = ['--block', '--disable-usage-stats', '--object-store-memory=80000000'];

async function untilTrue(what: string, check: () => Promise<boolean>): Promise<void> {
  for (const began = Date.now(); !(await check().catch(() => false)); await sleep(200))
    if (Date.now() - began > 90_000) throw new Error(`${what} took more than 90 s`);
}

/** @param cpus of each worker node */
export async function startLocalRay(cpus: readonly number[]): Promise<LocalRay> {
  const folder = mkdtempSync(join(tmpdir(), 'ray-'));
  const ray = join(dirname(process.env.RECDISTILL_RAY_PYTHON as string), 'ray');
  // Ray gives ports from 10002 to 19999 to its workers; the ones asked for must lie elsewhere.
  const [port, dashboard, client] = await Promise.all([freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${dashboard}`;
  const start = async (words: readonly string[]): Promise<ChildProcess> => {
    const log = openSync(join(folder, 'nodes.log'), 'a');
    const agent = `--dashboard-agent-listen-port=${await freePort()}`;
    return spawn(ray, ['start', ...quiet, agent, ...words], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...patient },
    });
  };
  const head = await start([
    '--head',
    '--num-cpus=0',
    `--port=${port}`,
    `--dashboard-port=${dashboard}`,
    `--temp-dir=${folder}/r`,
    `--ray-client-server-port=${client}`,
  ]);
  const workers: ChildProcess[] = [];
  const livingNodes = async (): Promise<number> => {
    const answer = await fetch(`${url}/api/v0/nodes?detail=1`, { signal: AbortSignal.timeout(5000) });
    const { data } = (await answer.json()) as { data: { result: { result: { state: string }[] } } };
    return data.result.result.filter(({ state }) => state === 'ALIVE').length - 1;
  };
  const runningJobs = async (): Promise<number> => {
    const answer = await fetch(`${url}/api/jobs/`, { signal: AbortSignal.timeout(5000) });
    return ((await answer.json()) as { status: string }[]).filter(({ status }) => status === 'RUNNING')
      .length;
  };
  const startNode = async (count: number): Promise<void> => {
    workers.push(await start([`--address=127.0.0.1:${port}`, `--num-cpus=${count}`]));
  };
  const killNode = (node: number): void => killAll(processesUnder(workers[node].pid as number));
  const stop = async (): Promise<void> => {
    for (const child of [...workers, head]) killAll(processesUnder(child.pid as number));
    await sleep(300);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilTrue('the head', async () => head.exitCode !== null || (await fetch(`${url}/api/version`)).ok);
    for (const [node, count] of cpus.entries()) {
      await startNode(count);
      await untilTrue('a node', async () => (await livingNodes()) === node + 1);
    }
  } catch (error) {
    const said = readFileSync(join(folder, 'nodes.log'), 'utf8').slice(-2000);
    await stop();
    throw new Error(`Ray did not start: ${error}\n${said}`);
  }
  return { url, killNode, startNode, livingNodes, runningJobs, stop };
}
