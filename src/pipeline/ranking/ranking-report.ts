import type { Report, ReportSection, Row, Table } from '../../plot';
import { sweepCurves } from '../../plot';
import { reportFooter } from '../report/report-footer';
import { rowCommands } from '../report/row-commands';
import { count, probability } from '../report/words';
import type { AnyRankingResult, RankingReference, RankingRow } from './ranking-result';
import {
  shareOfTeacher,
  softTargetsSentence,
  teacherChoice,
  teacherRows,
  teacherSentence,
} from './report-teacher';

const figure = (value: number) => value.toFixed(4);

/** "0.0912 ± 0.0011", or the mean alone where there is one seed. */
function withInterval({ interval }: RankingRow): string {
  return interval.high === null
    ? figure(interval.mean)
    : `${figure(interval.mean)} ± ${figure(interval.high - interval.mean)}`;
}

function nameOf({ student, method }: Pick<RankingRow, 'student' | 'method'>): string {
  return `${student}, ${method === 'scratch' ? 'from scratch' : method}`;
}

function scratchOf({ rows }: AnyRankingResult, { student }: RankingRow): RankingRow {
  return rows.find((row) => row.student === student && row.method === 'scratch') as RankingRow;
}

/** What one row found against the same student from scratch, in a sentence. */
export function rankingFinding(result: AnyRankingResult, row: RankingRow): string {
  const scratch = scratchOf(result, row);
  const difference = row.ndcg10 - scratch.ndcg10;
  const share = `${difference >= 0 ? '+' : '−'}${Math.abs((100 * difference) / scratch.ndcg10).toFixed(1)}%`;
  const verdict = !((row.p ?? 1) < 0.05)
    ? 'no difference that can be told from chance'
    : difference > 0
      ? 'it helps'
      : 'it **hurts**';
  return `**${row.student}** by ${row.method}: NDCG@10 ${figure(row.ndcg10)} against ${figure(scratch.ndcg10)} from scratch (${share}, ${probability(row.p ?? 1)}): ${verdict}.`;
}

/** The best distilled row by validation, never by test. */
export function chosenRow({ rows }: AnyRankingResult): RankingRow | null {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const distilled = rows.filter(({ method }) => method !== 'scratch');
  return distilled.reduce<RankingRow | null>(
    (best, row) => (best === null || mean(row.validationNdcg10) > mean(best.validationNdcg10) ? row : best),
    null,
  );
}

function answer(result: AnyRankingResult): ReportSection {
  const { data, dataset, teacher, queries, controls } = result;
  const chosen = chosenRow(result);
  const strongest = [...controls].sort((a, b) => b.validationNdcg10 - a.validationNdcg10)[0];
  const share = chosen && shareOfTeacher(teacher, chosen.weights);
  const synthetic = data.isSynthetic ? ' The data are synthetic.' : '';
  return {
    heading: 'Question and short answer',
    paragraphs: [
      `How much of a large teacher's ranking does a light student keep that reads ids alone? The data set is \`${dataset}\`: ${count(data.users)} users, ${count(data.items)} items, ${count(data.interactions)} interactions; ${count(queries.test)} test queries, each ranked against the whole catalogue.${synthetic}`,
      `${teacherSentence(teacher)} The strongest control by validation, ${strongest.name}, reaches ${figure(strongest.ndcg10)}.`,
      ...(chosen === null
        ? []
        : [
            `By validation the best distilled student is ${nameOf(chosen)}: ${count(chosen.weights)} weights${share === null ? '' : `, ${share} of the teacher's`}. ${rankingFinding(result, chosen)}`,
          ]),
    ],
  };
}

/** The table of the test figures. */
export function rankingResultsTable(result: AnyRankingResult): Table {
  const reference = (row: RankingReference): Row => ({
    model: row.name,
    'NDCG@10': figure(row.ndcg10),
    'recall@10': row.recall10,
    'NDCG@50': row.ndcg50,
    'seen never ranked, NDCG@10': row.ndcg10Masked,
    coverage: row.coverage10,
    weights: row.weights,
    T: null,
    alpha: null,
    'p against scratch': null,
  });
  const mean = (row: RankingRow, name: 'recall10' | 'ndcg50' | 'ndcg10Masked' | 'coverage10') =>
    row.bySeed.reduce((sum, figures) => sum + figures[name], 0) / row.bySeed.length;
  return {
    caption: `Test figures over ${count(result.queries.test)} queries, means over ${result.settings.seeds.length} seeds with 95% intervals`,
    digits: 4,
    rows: [
      ...teacherRows(result.teacher, 'with parts').map(reference),
      ...result.controls.map(reference),
      ...result.rows.map((row) => ({
        model: nameOf(row),
        'NDCG@10': withInterval(row),
        'recall@10': mean(row, 'recall10'),
        'NDCG@50': mean(row, 'ndcg50'),
        'seen never ranked, NDCG@10': mean(row, 'ndcg10Masked'),
        coverage: mean(row, 'coverage10'),
        weights: row.weights,
        T: row.method === 'scratch' ? null : String(row.temperature),
        alpha: row.method === 'scratch' ? null : row.hardWeight === 0 ? 'teacher alone' : String(row.alpha),
        'p against scratch': row.p === null ? null : probability(row.p).replace('p ', '').replace('= ', ''),
      })),
    ],
  };
}

const protocols: Readonly<Record<AnyRankingResult['seenItems'], string>> = {
  masked: 'Items of the history are never candidates, so that a repeated one counts as a miss.',
  'masked-except-relevant':
    'Items of the history are no candidates, except where the query asks for one of them again; that favours repeats, and the column "seen never ranked" shows what is left without it.',
  kept: 'Items of the history stay candidates.',
};

function results(result: AnyRankingResult): ReportSection {
  const { queries, seenItems, rows } = result;
  return {
    heading: 'Results on the test part',
    paragraphs: [
      `${protocols[seenItems]} ${count(queries.repeats)} of the ${count(queries.test)} test queries ask for an item again. Ties count by expectation. All sizes of search, epochs and early stopping are the same from scratch and distilled; from scratch the student takes as many steps as with the teacher's histories.`,
      ...rows
        .filter(({ method }) => method !== 'scratch')
        .map((row) => `${rankingFinding(result, row)} ${testsOf(row)}`),
    ],
    tables: [rankingResultsTable(result)],
  };
}

function testsOf({ tests }: RankingRow): string {
  if (tests === null) return '';
  const seeds = tests.seeds === null ? '' : `; over ${tests.seeds.count} seeds ${probability(tests.seeds.p)}`;
  return `Over ${count(tests.users.count)} users ${probability(tests.users.p)}, difference in [${figure(tests.users.low)}, ${figure(tests.users.high)}]${seeds}.`;
}

function choices(result: AnyRankingResult): ReportSection {
  const { rows, searches, teacher, settings } = result;
  const figures = searches.flatMap(({ student, rows: tried }) =>
    settings.distillation.methods.flatMap((method) => {
      const own = tried.filter(({ trial }) => trial.method === method && trial.hardWeight === 0);
      const points = settings.distillation.temperatures.map((temperature) => ({
        temperature,
        alpha: settings.distillation.alphas[0],
        values: own
          .filter(({ trial }) => trial.temperature === temperature)
          .map(({ metrics }) => metrics.validationNdcg10)
          .filter((value): value is number => value !== null)
          .sort((a, b) => b - a)
          .slice(0, 1),
      }));
      const known = points.filter(({ values }) => values.length > 0);
      if (known.length < 2) return [];
      const scratch = Math.max(
        ...tried
          .filter(({ trial }) => trial.method === 'scratch')
          .map(({ metrics }) => metrics.validationNdcg10 ?? 0),
      );
      return [
        sweepCurves({
          title: `Temperature on validation, ${student} by ${method}`,
          metric: 'validation NDCG@10 (more is better)',
          bands: 'Learning from the teacher alone, first seed',
          points: known,
          references: [
            ...teacherRows(teacher, 'whole').map(({ name, validationNdcg10 }) => ({
              name,
              role: 'teacher' as const,
              value: validationNdcg10,
            })),
            { name: 'from scratch', role: 'scratch', value: scratch },
          ],
        }),
      ];
    }),
  );
  return {
    heading: 'What validation chose',
    paragraphs: [teacherChoice(teacher)],
    tables: [
      {
        caption: 'Settings of each row, chosen on validation with the first seed',
        digits: 4,
        rows: rows.map((row) => ({
          student: nameOf(row),
          'learning rate': row.trial.learningRate,
          'weight decay': row.trial.weightDecay,
          T: row.method === 'scratch' ? null : String(row.temperature),
          alpha: row.method === 'scratch' ? null : String(row.alpha),
          'weight of observed items': String(row.hardWeight),
          'validation NDCG@10': row.validationNdcg10[0],
        })),
      },
    ],
    figures,
  };
}

function slices(result: AnyRankingResult): ReportSection {
  const names = result.controls[0].slices.map(({ name, queries }) => ({ name, queries }));
  const of = (rows: RankingReference['slices'], name: string) =>
    rows.find((slice) => slice.name === name)?.ndcg10 ?? null;
  const table: Row[] = [
    ...[...teacherRows(result.teacher, 'whole'), ...result.controls].map((row) => ({
      model: row.name,
      ...Object.fromEntries(names.map(({ name }) => [name, of(row.slices, name)])),
    })),
    ...result.rows.map((row) => ({
      model: nameOf(row),
      ...Object.fromEntries(
        names.map(({ name }) => [
          name,
          row.bySeed.reduce((sum, { slices: own }) => sum + (of(own, name) ?? 0), 0) / row.bySeed.length,
        ]),
      ),
    })),
  ];
  return {
    heading: 'New, rare and popular items',
    paragraphs: [
      `Test queries by how often training saw the item that they should find: ${names.map(({ name, queries }) => `${name} (${count(queries)})`).join(', ')}. A student that reads ids alone cannot know a new item but by its bias.`,
    ],
    tables: [{ caption: 'Test NDCG@10 by slice, means over seeds', digits: 4, rows: table }],
  };
}

function cost(result: AnyRankingResult): ReportSection {
  const { teacher, rows } = result;
  return {
    heading: 'Soft targets, sizes and speed',
    paragraphs: [softTargetsSentence(result)],
    tables: [
      {
        caption: 'Students; time to score the whole catalogue for one user',
        digits: 2,
        rows: rows.map((row) => ({
          student: nameOf(row),
          weights: row.weights,
          ...(teacher.source === 'file'
            ? {}
            : { 'share of the teacher': shareOfTeacher(teacher, row.weights) }),
          'p50 (ms)': row.latencyP50Ms,
        })),
      },
    ],
  };
}

/** A result as pages with tables and figures; every number in its prose is computed. */
export function rankingReport(result: AnyRankingResult): Report {
  return {
    title: `Ranking distillation on ${result.dataset}`,
    sections: [
      answer(result),
      results(result),
      choices(result),
      slices(result),
      cost(result),
      ...rowCommands(result.rows.map((row) => ({ row: nameOf(row), command: row.command }))),
    ],
    footer: reportFooter(result),
  };
}
