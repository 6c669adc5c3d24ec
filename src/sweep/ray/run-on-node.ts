// Runs one job on a node of the cluster, in the folder where Ray has unpacked the project. Until `linkPackages` has run
// there are no packages, so that nothing here may import one when it is loaded.
import { spawn } from 'node:child_process';
import { existsSync, readlinkSync, symlinkSync } from 'node:fs';
import { constants, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../errors';
import { decodePlan, type NodePlan } from './node-plan';
import { placeObjects } from './object-files';

/** A network file system may show a new file to another machine only after its cache of names has aged. */
const patienceMs = 60_000;
/** As sysexits.h has it: the machine is not set up for the work. */
const notSetUp = 78;

/** Jobs of one node share the unpacked folder, so that another may have made the link at the same moment. */
function linkPackages(from: string): void {
  const target = join(from, 'node_modules');
  if (!existsSync(target))
    throw new InputError(
      `expected the project's packages in ${target}, found no such folder; install the project there on every node`,
    );
  const link = join(process.cwd(), 'node_modules');
  try {
    symlinkSync(target, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (readlinkSync(link) !== target)
      throw new InputError(`${link} leads to ${readlinkSync(link)}, not to ${target}`);
  }
}

async function waitFor(path: string): Promise<void> {
  for (const began = Date.now(); !existsSync(path); await sleep(500))
    if (Date.now() - began > patienceMs)
      throw new InputError(
        `expected the job's file ${path}, found none after ${patienceMs / 1000} s; is the sweep's folder shared with this node, under this path?`,
      );
}

/** The process's own code; 128 and the signal's number where a signal ended it, as a shell says it. */
function run(words: readonly string[], variables: NodePlan['variables']): Promise<number> {
  const [program, ...rest] = words.map((word) => (word === '{node}' ? process.execPath : word));
  const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...variables } });
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => child.kill(name));
  return new Promise((ended, failed) => {
    child.on('error', failed);
    child.on('exit', (code, signal) =>
      ended(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

async function main(plan: NodePlan): Promise<number> {
  if (plan.packagesFrom !== null) linkPackages(plan.packagesFrom);
  for (const path of plan.awaits) await waitFor(path);
  const files = await placeObjects(plan.words);
  try {
    const code = await run(files.words, plan.variables);
    if (code === 0) await files.send();
    return code;
  } finally {
    files.clear();
  }
}

main(decodePlan(process.argv[2])).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`node ${hostname()}: ${error instanceof InputError ? error.message : error.stack}`);
    process.exitCode = error instanceof InputError ? notSetUp : 1;
  },
);
