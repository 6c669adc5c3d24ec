import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { InputError } from '../../errors';
import type { NumericFingerprint } from '../../pipeline/numeric-fingerprint';
import type { Circumstances, Verification } from '../../sweep/verify/verification';
import { registerDistill } from '../distill';
import type { DistillFlags } from '../distill/run-distill';
import { chooseTrial } from './choose-trial';
import type { VerifyOptions } from './run-verify';
import { takeThreadsOf } from './threads-of-then';

/** What every task's `result.json` says of itself. */
interface WrittenResult {
  readonly command: string | null;
  readonly data: { readonly hash: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly operations?: NumericFingerprint;
    readonly threads?: Readonly<Record<string, string | null>>;
  };
}

function readResult(path: string): WrittenResult {
  const result = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof result.data?.hash === 'string' && 'command' in result) return result;
  throw new InputError(`${path}: expected a result that distill wrote, found another file`);
}

/** The words of a command as it was typed; those in quotes hold spaces. */
export function wordsOfCommand(command: string): string[] {
  const words = command.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return words.map((word) => (word.startsWith('"') ? JSON.parse(word) : word));
}

/** @throws InputError where the result was made from code, or by another command */
function flagsOf(path: string, { command }: WrittenResult, dataDir: string | undefined): DistillFlags {
  const [, program, name, ...words] = command === null ? [] : wordsOfCommand(command);
  if (program !== 'recdistill' || name !== 'distill')
    throw new InputError(`${path}: expected a result of "npx recdistill distill", found one of ${command}`);
  const parent = new Command().exitOverride();
  registerDistill(parent);
  const [distill] = parent.commands;
  let flags: DistillFlags | null = null;
  distill.exitOverride().action((own: DistillFlags) => {
    flags = own;
  });
  try {
    parent.parse(['distill', ...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new InputError(`${path}: its command is none of this version: ${error.message}`);
  }
  const given = flags as DistillFlags | null;
  if (given === null) throw new InputError(`${path}: its command is none of this version: ${command}`);
  return dataDir === undefined ? given : { ...given, dataDir };
}

function circumstancesOf({ data, versions, machine }: WrittenResult): Circumstances {
  return { dataHash: data.hash, versions, operations: machine.operations ?? null };
}

/** Does a distillation again: one of the trials of its search, or all. */
export async function verifyRun(options: VerifyOptions): Promise<Verification[]> {
  const path = join(options.folder, 'result.json');
  const before = readResult(path);
  const flags = flagsOf(path, before, options.dataDir);
  takeThreadsOf(before.machine.threads);
  return [await (options.all ? verifyAll : verifyTrial)(options, before, flags)];
}

async function verifyTrial(
  { folder, trial: asked, seed, workFolder: cacheFolder }: VerifyOptions,
  before: WrittenResult,
  flags: DistillFlags,
): Promise<Verification> {
  const { trialsOfRun } = await import('../../sweep/verify/trials-of-run.js');
  const trials = trialsOfRun(join(folder, 'result.json'), before);
  const { job, metrics } = chooseTrial({ trials, namesOf: (own) => own.job, asked, seed });
  const { verificationOf, circumstancesOf: ofJob } = await import('../../sweep/verify/verification.js');
  const { runJob } = await import('../../sweep/jobs/run-job.js');
  const { preparedFromFlags } = await import('../sweep-job.js');
  const now = await runJob(job, { prepare: () => preparedFromFlags(flags), cacheFolder });
  return verificationOf({
    label: job.label,
    before: { figures: metrics, circumstances: circumstancesOf(before) },
    now: { figures: now.metrics, circumstances: ofJob(now) },
  });
}

async function verifyAll(
  { folder, workFolder }: VerifyOptions,
  before: WrittenResult,
  flags: DistillFlags,
): Promise<Verification> {
  const { verificationOf } = await import('../../sweep/verify/verification.js');
  const { distilFromFlags } = await import('../distill/run-distill.js');
  const places = { out: join(workFolder, 'out'), cache: join(workFolder, 'cache') };
  const { result } = await distilFromFlags({
    flags: { ...flags, ...places, report: undefined, tensorboard: undefined, track: undefined },
    command: before.command ?? '',
  });
  return verificationOf({
    label: `all of ${folder}`,
    before: { figures: before, circumstances: circumstancesOf(before) },
    now: { figures: result, circumstances: circumstancesOf(result) },
  });
}
