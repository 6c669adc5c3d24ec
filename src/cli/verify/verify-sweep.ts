import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import type { JobResult } from '../../sweep/job';
import type { Verification } from '../../sweep/verify/verification';
import { chooseTrial } from './choose-trial';
import type { VerifyOptions } from './run-verify';
import { takeThreadsOf } from './threads-of-then';

/** In the order of their files; a conductor sets aside what is damaged, and so it is left out here. */
function resultsOf(folder: string): JobResult[] {
  const names = readdirSync(join(folder, 'results')).filter((name) => name.endsWith('.json'));
  return names.sort().flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(folder, 'results', name), 'utf8')) as JobResult];
    } catch {
      return [];
    }
  });
}

function chosenResults({ folder, all, trial: asked, seed }: VerifyOptions): JobResult[] {
  const results = resultsOf(folder).filter(({ kind }) => kind !== 'shard');
  if (all) return results;
  const trials = results.filter(({ kind }) => asked !== undefined || kind === 'trial');
  if (trials.length === 0)
    throw new InputError(`${folder}: expected finished trials, found none; run the sweep first`);
  return [chooseTrial({ trials, namesOf: (own) => own, asked, seed })];
}

/** Does jobs of a sweep again. The first one's number of threads is taken, as a sweep's jobs all have the same. */
export async function verifySweep(options: VerifyOptions): Promise<Verification[]> {
  const { dataDir, workFolder: cacheFolder } = options;
  const chosen = chosenResults(options);
  takeThreadsOf(chosen[0]?.provenance.machine.threads);
  const { verifyJob } = await import('../../sweep/verify/verification.js');
  const { prepareFromWords: prepare } = await import('../sweep-job.js');
  const found: Verification[] = [];
  for (const result of chosen) found.push(await verifyJob(result, { prepare, cacheFolder, dataDir }));
  return found;
}
