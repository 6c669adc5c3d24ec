import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ClickLog,
  openClickLog,
  sampleClicks,
  splitClicksAtRandom,
  titledClickColumns,
} from '../../../src/data';
import { BertEncoder } from '../../../src/language/bert-encoder';
import { prepareClickMaterial } from '../../../src/pipeline/click/click-material';
import { clickReport } from '../../../src/pipeline/click/click-report';
import type { ClickSettings } from '../../../src/pipeline/click/click-settings';
import { trainClickTeacher } from '../../../src/pipeline/click/click-teacher';
import { runClicks } from '../../../src/pipeline/click/run-clicks';
import { Random } from '../../../src/random';
import { countWeights } from '../../../src/tensor/parameter';
import { sampleLog, tinySettings } from './small-clicks';

const folder = mkdtempSync(join(tmpdir(), 'reading-teacher-'));
const tinyBert = join(__dirname, '..', '..', 'fixtures', 'tiny-bert');
const places = { seed: 1, cacheFolder: join(folder, 'cache') };
let log: ClickLog;

beforeAll(async () => {
  const path = join(folder, 'titled.csv');
  const sizes = { user: 8, ad: 60, site: 3, device: 2 };
  writeFileSync(path, sampleClicks({ rows: 3000, seed: 5, sizes, hasTitles: true }).csv);
  const columns = { ...titledClickColumns, categorical: ['user', 'site', 'device'] };
  log = await openClickLog({ name: 'titled', files: [{ path }], columns, badLines: 'refuse' });
});
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(
  kinds: ClickSettings['teacher']['kinds'],
  text: Partial<ClickSettings['teacher']['text']> = {},
): ClickSettings {
  const { teacher } = tinySettings;
  return {
    ...tinySettings,
    teacher: {
      ...teacher,
      kinds,
      epochs: 12,
      batchSize: 32,
      patience: 12,
      learningRates: [2e-2],
      text: { ...teacher.text, ...text },
    },
  };
}

const splitOf = (source: ClickLog) =>
  splitClicksAtRandom({ source, testShare: 0.2, validationShare: 0.2, seed: 1 });

const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

async function validationOf(source: ClickLog, settings: ClickSettings): Promise<number> {
  const material = await prepareClickMaterial({ log: source, split: splitOf(source), settings, ...places });
  const teacher = trainClickTeacher({ material, settings: settings.teacher, ...places });
  const { validation } = teacher;
  teacher.dispose();
  material.dispose();
  return validation;
}

/** Clicks whose chance depends on the text alone, and a field that says nothing. */
async function toldByTexts(): Promise<ClickLog> {
  const chances = { 'sad film': 0.05, 'the war': 0.35, 'a robot cat': 0.65, 'funny toy story': 0.95 };
  const random = new Random(4);
  const lines = Array.from({ length: 1500 }, () => {
    const [text, chance] = Object.entries(chances)[Math.floor(4 * random.uniform())];
    return `${random.uniform() < chance ? 1 : 0},s${Math.floor(3 * random.uniform())},${text}`;
  });
  const path = join(folder, 'told.csv');
  writeFileSync(path, `click,site,text\n${lines.join('\n')}\n`);
  const columns = { label: 'click', categorical: ['site'], texts: ['text'], others: 'leave-out' } as const;
  return openClickLog({ name: 'told', files: [{ path }], columns, badLines: 'refuse' });
}

test('whoever reads knows what no field tells', async () => {
  const told = await toldByTexts();
  const before = tf.memory().numTensors;
  // Who knows the click rate alone loses ln 2; who knows the chances, the mean of their entropies.
  const least = (2 * entropy(0.05) + 2 * entropy(0.35)) / 4;
  expect(await validationOf(told, settingsOf(['dcn-v2']))).toBeGreaterThan(Math.LN2 - 0.02);
  for (const text of [{ source: 'random' as const }, { model: tinyBert }])
    expect(await validationOf(told, settingsOf(['language-model'], text)), JSON.stringify(text)).toBeLessThan(
      least + 0.1,
    );
  expect(tf.memory().numTensors).toBe(before);
});

test('a language model reads them, as one more member, and the students get a table that they do not read', async () => {
  const settings = settingsOf(['mlp', 'language-model'], { model: tinyBert });
  const result = await runClicks({
    ...{ log, splits: [splitOf(log)], settings, ...places, outFolder: join(folder, 'out') },
  });
  const [{ members }] = result.teacher.bySplit;
  expect(members.map(({ kind }) => kind)).toEqual(['mlp', 'language-model']);
  expect(result.teacher.figures.logLoss).toBeLessThan(result.clickRate.logLoss);
  expect(result.rows.filter(({ method }) => method === 'kd')).toHaveLength(2);
  const words = clickReport(result).sections[0].paragraphs.join(' ');
  expect(words).toContain('A language model reads the texts for the teacher, which is 2 networks');
  const encoder = BertEncoder.load({ folder: tinyBert });
  const ofReader = countWeights(encoder.parameters);
  encoder.dispose();
  expect(result.teacher.weights).toBeGreaterThan(ofReader);
}, 120_000);

test('a log without texts is refused with its name, before anything is trained', async () => {
  const silent = await sampleLog(join(folder, 'silent.csv'), 200);
  const settings = settingsOf(['language-model']);
  const material = prepareClickMaterial({ log: silent, split: splitOf(silent), settings, ...places });
  await expect(material).rejects.toThrow(
    /^sample: a click teacher of kind language-model reads texts.*--text-columns/,
  );
});

test('titles do not move a log that has none, and topics move most of what an advertisement does', () => {
  const plain = sampleClicks({ rows: 50, seed: 3 });
  const titled = sampleClicks({ rows: 50, seed: 3, hasTitles: true });
  const cut = titled.csv.replace(/,[^,\n]*$/gm, '');
  expect(cut.split('\n')[0]).toBe(plain.csv.split('\n')[0]);
  const withoutLabels = (csv: string) => csv.replace(/^[01],/gm, '');
  expect(withoutLabels(cut)).toBe(withoutLabels(plain.csv));
  expect(titled.probabilities).not.toEqual(plain.probabilities);
});
