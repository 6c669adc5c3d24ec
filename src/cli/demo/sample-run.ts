import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256 } from '../../files/hash';
import type { DistillationResult } from '../../pipeline';
import { runCommand } from '../run-command';

/** What the page is built from. */
export interface SampleRun {
  readonly model: string;
  readonly scratch: string;
  readonly teacherLists: string;
  readonly title: string;
}

const own = join('out', 'sample');
const places = [own, join('out', 'start')];

/** The result of a run on the sample; null where none lies there. */
function resultIn(folder: string): DistillationResult | null {
  const path = join(folder, 'result.json');
  if (!existsSync(path)) return null;
  const result: DistillationResult = JSON.parse(readFileSync(path, 'utf8'));
  const { dataset, textSource, splits } = result;
  return dataset === 'sample' && textSource === 'language-model' && splits?.length === 1 ? result : null;
}

/** @throws InputError where it was stopped or failed, which it has told itself */
async function distilSample(cacheFolder: string): Promise<void> {
  process.stderr.write('No run on the sample yet, so that comes first; it takes some minutes.\n');
  const words = ['distill', '--attached', '--dataset', 'sample', '--profile', 'small'];
  const { exitCode } = await runCommand([...words, '--out', own, '--cache', cacheFolder], {
    folder: process.cwd(),
  });
  if (exitCode !== 0)
    throw new InputError(
      'demo: the run on the sample did not end well; the same command goes on where it stopped',
    );
}

/**
 * Students and the teacher's lists of a run on the sample, the one that is there or a new one. What a run does not keep is
 * made from its cache, once.
 */
export async function sampleRun({ cacheFolder }: { readonly cacheFolder: string }): Promise<SampleRun> {
  let folder = places.find((place) => resultIn(place) !== null);
  if (folder === undefined) {
    await distilSample(cacheFolder);
    folder = own;
  }
  const result = resultIn(folder);
  if (result === null) throw new InputError(`${folder}: expected a run on the sample, found none`);
  const inputs = join(folder, 'demo-inputs');
  const key = sha256(JSON.stringify([result.settings, result.seed, result.data.hash]));
  const stamp = join(inputs, 'made-from.txt');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== key) {
    process.stderr.write('Asking the teacher of the sample for its lists, once.\n');
    // TensorFlow is loaded only where something is computed
    const { makeDemoInputs } = await import('./make-demo-inputs.js');
    await makeDemoInputs({ runFolder: folder, result, cacheFolder, outFolder: inputs });
    writeFileAtomic(stamp, key);
  }
  return {
    model: join(inputs, 'distilled'),
    scratch: join(inputs, 'scratch'),
    teacherLists: join(inputs, 'teacher-lists.jsonl'),
    title: 'the made sample of films',
  };
}
