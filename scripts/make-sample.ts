/**
 * Writes the synthetic sample into data/sample, byte for byte the files that are committed there.
 * Usage: npm run make-sample
 */
import { join } from 'node:path';
import { makeSample } from '../src/data/sample/make-sample';
import { SAMPLE_SEED } from '../src/data/sample/sample-seed';
import { writeFileAtomic } from '../src/files/atomic-write';

const folder = join(process.cwd(), 'data', 'sample');
for (const [name, content] of Object.entries(makeSample({ seed: SAMPLE_SEED }))) {
  writeFileAtomic(join(folder, name), content);
  console.log(`${join(folder, name)}: ${Buffer.byteLength(content)} bytes`);
}
