import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitFolds } from '../../src/data/splits/folds';
import { meanAndInterval } from '../../src/evaluate';
import {
  type DistillationResult,
  findingOf,
  gapClosed,
  gapWords,
  type PipelineSettings,
  reportOf,
  runDistillation,
} from '../../src/pipeline';
import { onOneLevel } from '../../src/pipeline/report/choices';
import { htmlReport, markdownReport, type ReportSection } from '../../src/plot';
import { titleOf } from '../../src/plot/figure';
import { loadTiny, tinySettings, writeTinyFiles } from './tiny-data';

let folder: string;
let result: DistillationResult;

/** The report is the same for two epochs as for many. */
const briefSettings: PipelineSettings = {
  ...tinySettings,
  teacher: { ...tinySettings.teacher, epochs: 2 },
  student: { ...tinySettings.student, students: ['mf'], epochs: 2, weightDecays: [0.01] },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-report-'));
  const data = await loadTiny(writeTinyFiles(join(folder, 'tiny')));
  result = await runDistillation({
    data,
    splits: splitFolds({ data, folds: 2, validationShare: 0.2, seed: 3 }),
    settings: briefSettings,
    seed: 1,
    textSource: 'language-model',
    model: join(__dirname, '..', 'fixtures', 'tiny-bert'),
    cacheFolder: join(folder, 'cache'),
    outFolder: join(folder, 'out'),
    labelShares: [0.4, 1],
    ablation: true,
    command: 'npx recdistill distill --dataset tiny',
  });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sectionOf(heading: string): ReportSection {
  const section = reportOf(result).sections.find((own) => own.heading === heading);
  if (section === undefined) throw new Error(`no section "${heading}"`);
  return section;
}

/** The result with another outcome for its one student. */
function withOutcome(distilled: number, p: number): DistillationResult {
  const [mf] = result.students;
  return { ...result, students: [{ ...mf, distilled: { ...mf.distilled, rmse: distilled }, p }] };
}

describe('the report', () => {
  it('has a section for every question', () => {
    expect(reportOf(result).sections.map(({ heading }) => heading)).toEqual([
      'Question and short answer',
      'Results on the test part',
      'What validation chose',
      'Where the errors lie',
      'Rating levels and calibration',
      'Fidelity and top lists',
      'With fewer ratings',
      'What the text is worth',
    ]);
  });

  it('leaves out what was not asked for', () => {
    const headings = reportOf({ ...result, labelShares: [], ablation: [] }).sections.map((s) => s.heading);
    expect(headings).not.toContain('With fewer ratings');
    expect(headings).not.toContain('What the text is worth');
  });

  it('shows teacher, baseline and each way of training with the figures of result.json', () => {
    const [table, costs, folds] = sectionOf('Results on the test part').tables ?? [];
    expect(table.rows.map(({ model }) => model)).toEqual([
      'teacher',
      'mean and biases',
      'mf, from scratch',
      'mf, label smoothing',
      'mf, distilled',
    ]);
    expect(String(table.rows[4].RMSE)).toContain(result.students[0].distilled.rmse.toFixed(4));
    expect(table.rows[4].T).toBe(result.students[0].temperature);
    expect(costs.rows.map(({ model }) => model)).toEqual(['teacher', 'mf, distilled']);
    expect(costs.rows[1].weights).toBe(result.students[0].weights);
    expect(folds.rows).toHaveLength(2);
    expect(folds.rows[0].teacher).toBe(result.splits[0].teacher.scores.rmse);
  });

  it('takes every interval of several splits over the splits, not over their seeds', () => {
    const [items] = sectionOf('Where the errors lie').figures ?? [];
    const name = (trace: { name?: unknown }) => trace.name === 'mf, distilled';
    const rare = items.data.find(name)?.error_y as { array: number[] };
    const last = result.splits[0].students[0].methods.distilled.scores[0].slices.items.length - 1;
    const perSplit = result.splits.map(({ students }) => {
      const values = students[0].methods.distilled.scores.map(({ slices }) => slices.items[last].value);
      return values.reduce<number>((sum, value) => sum + (value as number), 0) / values.length;
    });
    const { mean, high } = meanAndInterval(perSplit);
    expect(rare.array[last]).toBeCloseTo((high as number) - mean, 9);
  });

  it('counts every test row in its confusion matrices', () => {
    const [confusion] = sectionOf('Rating levels and calibration').figures ?? [];
    const shares = confusion.data[0].z as number[][];
    for (const row of shares) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    const [perLevel] = sectionOf('Rating levels and calibration').tables ?? [];
    const support = perLevel.rows.reduce((sum, row) => sum + Number(row.support), 0);
    expect(support).toBe(result.data.ratings);
  });

  it('becomes a page and a Markdown file that name the command', () => {
    const report = reportOf(result);
    const titles = report.sections.flatMap(({ figures = [] }) => figures.map(titleOf));
    expect(new Set(titles).size).toBe(titles.length);
    expect(htmlReport(report)).toContain('npx recdistill distill --dataset tiny');
    const markdown = markdownReport({ report, images: titles.map(() => null) });
    for (const title of titles) expect(markdown).toContain(title);
    expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says how long each split took, whatever their number', () => {
    const withTimes = (...seconds: number[]) => ({
      ...result,
      splits: seconds.map((own, i) => ({ ...result.splits[i % 2], seconds: own })),
    });
    expect(reportOf(withTimes(905, 1259)).footer).toContain(
      'Each of the 2 splits took 15 to 21 minutes, less',
    );
    expect(reportOf(withTimes(12, 12)).footer).toContain('took 12 seconds, less');
    expect(reportOf(withTimes(61)).footer).toContain('The split took 1 minute, less');
  });

  it('holds no user or item of the data', () => {
    expect(JSON.stringify(result)).not.toMatch(/"[ui]\d+"/);
  });
});

describe('onOneLevel', () => {
  it('takes away how hard a split is and leaves what temperature and alpha do', () => {
    const at = (temperature: number, value: number) => ({ temperature, alpha: 1, value });
    const easyAndHard = [
      [at(1, 0.8), at(2, 0.82)],
      [at(1, 1.0), at(2, 1.02)],
    ];
    const values = onOneLevel(easyAndHard).map(({ value }) => value);
    for (const [i, wanted] of [0.9, 0.92, 0.9, 0.92].entries()) expect(values[i]).toBeCloseTo(wanted, 12);
  });

  it('leaves a single split as it is, and passes over one without values', () => {
    const single = [{ temperature: 1, alpha: 1, value: 0.75 }];
    expect(onOneLevel([single, []])).toEqual(single);
  });
});

describe('the words on distillation', () => {
  it('do not overstate the share of the gap', () => {
    expect([null, 1.2, 0.004, 0.5].map(gapWords)).toEqual([
      'where the teacher is no better than the student from scratch',
      'below the teacher itself',
      'next to nothing: less than 1% of the gap to the teacher',
      '50% of the gap to the teacher',
    ]);
  });

  it('say that it helped only where the test says so', () => {
    const { scratch } = result.students[0];
    const better = withOutcome(scratch.rmse - 0.05, 0.01);
    expect(findingOf(better, better.students[0])).toContain('(−0.0500');
    const undecided = withOutcome(scratch.rmse - 0.05, 0.2);
    expect(findingOf(undecided, undecided.students[0])).toContain('not told from chance (p = 0.200');
    const worse = withOutcome(scratch.rmse + 0.05, 0.001);
    expect(findingOf(worse, worse.students[0])).toContain('**hurt**');
  });

  it('measure the gap to the teacher, and no gap where the teacher is not better', () => {
    const { scratch } = result.students[0];
    const teacher = { ...result.teacher, rmse: scratch.rmse - 0.1 };
    const halfway = { ...withOutcome(scratch.rmse - 0.05, 0.01), teacher };
    expect(gapClosed(halfway, halfway.students[0])).toBeCloseTo(0.5, 9);
    const none = { ...halfway, teacher: { ...teacher, rmse: scratch.rmse + 0.1 } };
    expect(gapClosed(none, none.students[0])).toBeNull();
  });
});
