import {
  differenceDots,
  type Figure,
  type Report,
  type ReportSection,
  type Row,
  type Table,
} from '../../plot';
import { bytes, count, probability } from '../report/words';
import { fewLabelsSection } from './few-labels-section';
import { type AdjustedRow, isMeasured, type StrategiesResult } from './strategies-result';
import type { Opponent, StrategyRow } from './strategy-row';

const figure = (value: number) => value.toFixed(4);

const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;

/** "+0.0012 [+0.0003, +0.0021]": over seeds, or over units where there is one seed. */
function differenceOf({ difference, interval }: AdjustedRow): string {
  const { low, high } = interval.seeds ?? interval.units;
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
}

const pWords = (p: number) => probability(p).replace(/^p =? ?/, '');

/** Rows of one data set, task and student, in the order in which they came. */
export function strategyGroups<Row extends StrategyRow>(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.task, row.dataset, row.student]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

function summaryRow(rows: readonly AdjustedRow[]): Row {
  const verdicts = (verdict: AdjustedRow['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  const best = [...rows].sort((a, b) => b.difference - a.difference)[0];
  const [{ dataset, task, student, metric, scratch, plain, teacher, seeds }] = rows;
  return {
    ...{ 'data set': dataset, task, student, metric, seeds: seeds.length },
    ...{ 'from scratch': scratch, 'plain distillation': plain, teacher },
    ...{ helps: verdicts('helps'), 'no difference': verdicts('no difference'), hurts: verdicts('hurts') },
    'largest difference': `${best.strategy} ${signed(best.difference)}`,
  };
}

function answerSection(result: StrategiesResult): ReportSection {
  const measured = result.rows.filter(isMeasured);
  const [helps, hurts] = (['helps', 'hurts'] as const).map((verdict) =>
    measured.filter((row) => row.verdict === verdict),
  );
  const standing = (rows: readonly AdjustedRow[]) => rows.filter(({ pHolm }) => pHolm < 0.05).length;
  const synthetic = result.runs.filter(({ isSynthetic }) => isSynthetic).map(({ dataset }) => dataset);
  return {
    heading: 'Which strategies beat plain distillation?',
    paragraphs: [
      `Of ${measured.length} rows, a strategy on a data set with a student each, **${helps.length} help** against plain distillation (or the opponent that the row names), ${hurts.length} hurt, and ${measured.length - helps.length - hurts.length} cannot be told from it at p < 0.05. That many looks would find about ${Math.round(0.05 * measured.length)} differences where there is none; after Holm's adjustment over all rows ${standing(helps)} of those that help and ${standing(hurts)} of those that hurt stand.`,
      `A difference is above 0 where the strategy is better, whatever the metric; its interval runs over the seeds of the students. p is the larger of two paired t-tests, over seeds and over users or rows of the test part. Each strategy's variants were chosen on validation with the first seed, from where validation had put plain distillation; the test part was opened when all was chosen.${synthetic.length === 0 ? '' : ` Synthetic data: ${[...new Set(synthetic)].join(', ')}.`}`,
    ],
    tables: [
      {
        caption: 'By data set and student',
        digits: 4,
        rows: strategyGroups(measured).map(summaryRow),
      },
    ],
    figures: strategyFigures(measured),
  };
}

/** A figure a task and student, a panel a data set. */
export function strategyFigures(measured: readonly AdjustedRow[]): Figure[] {
  const subjects = new Map(measured.map(({ task, student }) => [`${task}: ${student}`, { task, student }]));
  return [...subjects.values()].map(({ task, student }) => {
    const own = measured.filter((row) => row.task === task && row.student === student);
    const datasets = [...new Set(own.map(({ dataset }) => dataset))];
    return differenceDots({
      title: `What each strategy adds to plain distillation: ${task}, ${student}`,
      subtitle:
        'Right of the line is better; whiskers are 95% intervals over seeds; what lies far beyond is cut',
      panels: datasets.map((dataset) => {
        const rows = own.filter((row) => row.dataset === dataset);
        return {
          ...{ name: dataset, metric: `better by, in ${rows[0].metric}` },
          points: rows.map(({ strategy, family, difference, interval }) => ({
            ...{ name: strategy, group: family, difference, ...(interval.seeds ?? interval.units) },
          })),
        };
      }),
    });
  });
}

/** The figures of one data set, task and student. */
export function strategyTable(rows: readonly AdjustedRow[]): Table {
  return {
    caption: `${rows[0].student} on ${rows[0].dataset}: ${rows[0].metric} from scratch ${figure(rows[0].scratch)}, by plain distillation ${figure(rows[0].plain)}, of the teacher ${figure(rows[0].teacher)}`,
    digits: 4,
    rows: rows.map((row) => ({
      ...{ family: row.family, strategy: row.strategy, [row.metric]: row.distilled },
      ...{ difference: differenceOf(row), p: pWords(row.p), 'p (Holm)': pWords(row.pHolm) },
      ...{ 'p against scratch': pWords(row.pScratch), verdict: row.verdict },
      ...{ chosen: chosenOf(row), against: opponentsOf(row) },
      ...{ weights: count(row.weights), bytes: bytes(row.bytes), 'p50 (ms)': row.latencyP50Ms.toFixed(2) },
    })),
  };
}

function chosenOf({ variant, tried, weightDecay }: AdjustedRow): string {
  const decay = weightDecay === null ? '' : `, decay ${weightDecay}`;
  return tried === 1 ? variant : `${variant}${decay} (of ${tried})`;
}

const opponentOf = ({ name, value, weightDecay }: Opponent) =>
  `${name}${weightDecay === undefined ? '' : ` (decay ${weightDecay})`}: ${figure(value)}`;

/** Null where they are those of all rows. */
function opponentsOf({ opponent, ownScratch }: AdjustedRow): string | null {
  if (opponent.name === 'plain distillation') return null;
  return [opponent, ...(ownScratch === null ? [] : [ownScratch])].map(opponentOf).join('; ');
}

/** What the makers of a row found worth saying, in words. */
function findingsTable(rows: readonly AdjustedRow[]): Table[] {
  const told = rows.filter(({ findings }) => Object.keys(findings).length > 0);
  if (told.length === 0) return [];
  const words = (findings: Readonly<Record<string, number>>) =>
    Object.entries(findings).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    {
      caption: 'Beside the metric, in the mean over seeds',
      digits: 4,
      rows: told.map(({ strategy, findings }) => ({ strategy, found: words(findings).join('; ') })),
    },
  ];
}

function groupSections({ rows }: StrategiesResult): ReportSection[] {
  return strategyGroups(rows.filter(isMeasured)).map((own) => {
    const [{ dataset, student, task }] = own;
    return {
      heading: `${dataset}: ${student} (${task})`,
      paragraphs: [],
      tables: [strategyTable(own), ...findingsTable(own)],
    };
  });
}

function strategiesSection({ rows }: StrategiesResult): ReportSection {
  const known = new Map(rows.map((row) => [`${row.task} ${row.strategy}`, row]));
  return {
    heading: 'The strategies',
    paragraphs: ['What each does otherwise than plain distillation; equations in LaTeX.'],
    tables: [
      {
        caption: 'Strategies by task',
        digits: 4,
        rows: [...known.values()].map(({ task, family, strategy, about, equation, paper }) => ({
          ...{ task, family, strategy, about, equation: `\`${equation}\``, paper },
        })),
      },
    ],
  };
}

function excusesSection({ rows }: StrategiesResult): ReportSection[] {
  const excused = rows.filter((row) => !isMeasured(row));
  if (excused.length === 0) return [];
  return [
    {
      heading: 'What could not run',
      paragraphs: [],
      tables: [
        {
          caption: 'Strategies without a figure, and why',
          digits: 4,
          rows: excused.map(({ dataset, task, student, strategy, excuse }) => ({
            ...{ 'data set': dataset, task, student, strategy, why: excuse },
          })),
        },
      ],
    },
  ];
}

function runsSection({ runs }: StrategiesResult): ReportSection {
  return {
    heading: 'Data',
    paragraphs: [],
    tables: [
      {
        caption: 'Each row of the table of settings, as options of `recdistill distill`',
        digits: 4,
        rows: runs.map(({ dataset, task, students, words, hash }) => ({
          ...{ 'data set': dataset, task, students: students.join(', ') },
          options: `\`${words.join(' ')}\``,
          sha256: hash.slice(0, 16),
        })),
      },
    ],
  };
}

function footerOf({ command, versions, machine, runs, seconds }: StrategiesResult): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  return [
    ...(command === null ? [] : [`Made by \`${command}\`.`]),
    `Seed${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')}; ${programs.join(', ')}; ${machine.platform}, ${machine.processor}, ${machine.cores} cores; ${Math.max(1, Math.round(seconds / 60))} minutes.`,
    'Aggregates only: no row of the data is in here.',
  ].join(' ');
}

/** The ablation as pages with tables and figures; every number in its prose is computed. */
export function strategiesReport(result: StrategiesResult): Report {
  return {
    title: 'Strategies of distillation',
    sections: [
      answerSection(result),
      ...fewLabelsSection(result.rows.filter(isMeasured)),
      ...groupSections(result),
      ...excusesSection(result),
      strategiesSection(result),
      runsSection(result),
    ],
    footer: footerOf(result),
  };
}
