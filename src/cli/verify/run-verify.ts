import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors';
import type { Verification } from '../../sweep/verify/verification';
import { verificationText } from './verification-text';

export interface VerifyFlags {
  readonly trial?: string;
  readonly seed: number;
  readonly all?: boolean;
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly attached?: boolean;
}

/** What is verified, and how. */
export interface VerifyOptions extends VerifyFlags {
  readonly folder: string;
  /** Empty, and taken away afterwards. */
  readonly workFolder: string;
}

/** `recdistill verify`, once its options are read. */
export async function runVerify(folder: string, flags: VerifyFlags): Promise<void> {
  if (flags.all && flags.trial !== undefined)
    throw new InputError('--all and --trial: expected one of them, found both');
  const workFolder = mkdtempSync(join(tmpdir(), 'recdistill-verify-'));
  try {
    const found = await verify({ ...flags, folder, workFolder });
    const isEqual = found.every((own) => own.isEqual);
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ folder, isEqual, verified: found }, null, 2)}\n`);
    else process.stdout.write(`${verificationText(found)}\n`);
    process.exitCode = isEqual ? 0 : 1;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

async function verify(options: VerifyOptions): Promise<readonly Verification[]> {
  const { folder } = options;
  if (existsSync(join(folder, 'results'))) {
    const { verifySweep } = await import('./verify-sweep.js');
    return verifySweep(options);
  }
  if (existsSync(join(folder, 'result.json'))) {
    const { verifyRun } = await import('./verify-run.js');
    return verifyRun(options);
  }
  throw new InputError(
    `${folder}: expected result.json, as distill writes it, or the results of a sweep, found neither`,
  );
}
