import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-write';
import { sha256 } from '../files/hash';
import type { SplitResult } from './result';
import { type RunSplitOptions, runSplit } from './run-split';
import { WorkClock } from './work-clock';

/** Name and version of what is stored; a change in its shape must change it. */
const FORMAT = 'split-result-3';

function keyOf({ split, settings, seed, textSource, model }: RunSplitOptions): string {
  return sha256(FORMAT, split.hash, JSON.stringify({ settings, seed, textSource, model: model ?? null }));
}

/** null where there is no whole file of this key. */
function readStored(path: string, key: string): SplitResult | null {
  if (!existsSync(path)) return null;
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8'));
    return stored.key === key ? stored.result : null;
  } catch {
    return null;
  }
}

/** `runSplit` that keeps its result as `split-<name>.json` in the out folder, and finds it there. */
export async function finishSplit(options: RunSplitOptions): Promise<SplitResult> {
  const { split, outFolder, onEvent } = options;
  const path = join(outFolder, `split-${split.name}.json`);
  const key = keyOf(options);
  const stored = readStored(path, key);
  if (stored !== null) {
    onEvent?.({ kind: 'stage', split: split.name, stage: 'finished', detail: `found in ${path}` });
    return stored;
  }
  const clockPath = join(outFolder, `time-${split.name}.json`);
  const clock = new WorkClock(clockPath, key);
  const found = await runSplit({
    ...options,
    onEvent: (event) => {
      clock.tick();
      onEvent?.(event);
    },
  });
  const result = { ...found, seconds: clock.seconds };
  writeFileAtomic(path, `${JSON.stringify({ key, result })}\n`);
  rmSync(clockPath, { force: true });
  return result;
}
