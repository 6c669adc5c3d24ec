import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitsFromFlags } from '../../src/cli/distill/split-options';
import type { RecommendationData } from '../../src/data/recommendation-data';
import { standardArtefacts, standardSplit } from '../../src/pipeline';
import { loadTiny, writeTinyFiles } from './tiny-data';

let folder: string;
let data: RecommendationData;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-artefacts-'));
  data = await loadTiny(writeTinyFiles(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the standard split', () => {
  it('is the one that the command line takes where none is asked for, so that both share a cache', () => {
    const [own] = splitsFromFlags(data, { split: 'random' }, 5);
    expect(standardSplit({ data, seed: 5 }).hash).toBe(own.hash);
    expect(standardSplit({ data, seed: 6 }).hash).not.toBe(own.hash);
  });

  it('holds out a tenth for the test and a tenth of the rest for validation', () => {
    const split = standardSplit({ data, seed: 1 });
    const rows = data.interactions.users.length;
    expect(split.testSize).toBe(Math.round(rows / 10));
    expect(split.validation.length).toBe(Math.round((rows - split.testSize) / 10));
    expect(split.train.length).toBe(rows - split.testSize - split.validation.length);
  });
});

describe('standardArtefacts refuses', () => {
  const options = { dataset: 'sample', profile: 'small', seed: 1 } as const;

  it('an unknown data set, with the nearest', async () => {
    const wrong = { ...options, dataset: 'ml-100', cacheFolder: folder };
    await expect(standardArtefacts(wrong)).rejects.toThrow(/ml-100k/);
  });

  it('an unknown option', async () => {
    const wrong = { ...options, cacheFolder: folder, temperature: 2 };
    await expect(standardArtefacts(wrong)).rejects.toThrow(/unknown option "temperature"/);
  });
});
