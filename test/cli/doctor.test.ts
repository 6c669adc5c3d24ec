import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inspectDataSets } from '../../src/cli/inspect/data-sets';
import {
  inspectDisk,
  inspectInstructionSets,
  inspectMemory,
  inspectNode,
} from '../../src/cli/inspect/machine';
import { inspectWeights } from '../../src/cli/inspect/weights';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('RECDISTILL_MODEL_DIR', '');
  vi.stubEnv('RECDISTILL_DATA_DIR', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('weights that are not there are missing, with the cure', async () => {
  const finding = await inspectWeights();
  expect(finding).toMatchObject({ state: 'missing', cure: 'node scripts/setup.mjs' });
  expect(finding.text).toContain(join(folder, 'recdistill', 'models', 'all-MiniLM-L6-v2'));
});

test('weights of another sum are missing, with both sums', async () => {
  const place = join(folder, 'recdistill', 'models', 'all-MiniLM-L6-v2');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'model.safetensors'), '');
  const finding = await inspectWeights();
  expect(finding.state).toBe('missing');
  // the sum of nothing, then the pinned one
  expect(finding.text).toMatch(/sha256 e3b0c44298fc1c149afb\w+, expected 53aa51172d142c89\w+/);
  expect(finding.facts.isPinned).toBe(false);
});

test('the data sets of the named folder are listed, the sample first', () => {
  for (const name of ['ml-100k', 'a-set']) mkdirSync(join(folder, name));
  vi.stubEnv('RECDISTILL_DATA_DIR', folder);
  expect(inspectDataSets()).toMatchObject({ state: 'ok', facts: { names: ['sample', 'a-set', 'ml-100k'] } });
});

test('a named data folder that is not there is noted', () => {
  vi.stubEnv('RECDISTILL_DATA_DIR', join(folder, 'gone'));
  expect(inspectDataSets()).toMatchObject({
    state: 'note',
    cure: expect.stringContaining('RECDISTILL_DATA_DIR'),
  });
});

test('the machine is described in numbers', () => {
  expect(inspectNode()).toMatchObject({ state: 'ok', facts: { version: process.versions.node } });
  expect(inspectMemory().facts.totalBytes).toBeGreaterThan(1e8);
  expect(inspectDisk().facts.freeBytes).toBeGreaterThan(0);
  expect(inspectInstructionSets().facts.cores).toBeGreaterThan(0);
});

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'an x86-64 processor names its vector instructions',
  () => {
    const names = inspectInstructionSets().facts.names as string[];
    expect(names).toContain('sse4_2');
    for (const name of names) expect(name).toMatch(/^(sse4_[12]|avx\w*|fma|f16c|amx_\w+)$/);
  },
);
