import type { Report, ReportSection, Row, Table } from '../../plot';
import { reportFooter } from '../report/report-footer';
import { rowCommands } from '../report/row-commands';
import { bytes, count, probability } from '../report/words';
import { clickReliability, clickSweeps } from './click-figures';
import type { ClickFigures, ClickFindings, ClickResult } from './click-result';
import {
  cell,
  chosenClickRow,
  clickFinding,
  differenceWords,
  nameOf,
  nats,
  recoveredSentence,
  signed,
  teacherSentence,
  withInterval,
} from './click-words';
import { ROWS_A_REQUEST } from './measure-clicks';

export { clickFinding } from './click-words';

const figuresRow = ({ auc, groupAuc, normalisedEntropy, ece, calibrationRatio }: ClickFigures): Row => ({
  AUC: cell(auc),
  ...(groupAuc === null ? {} : { 'AUC within users': cell(groupAuc) }),
  'normalised entropy': cell(normalisedEntropy),
  ECE: cell(ece),
  'foreseen / had': calibrationRatio === null ? null : calibrationRatio.toFixed(3),
});

/** The table of the test figures. */
export function clickResultsTable({ splits, teacher, rows, clickRate }: ClickFindings): Table {
  const tested = splits.reduce((sum, { rows: counts }) => sum + counts.test, 0);
  const over = splits.length === 1 ? `${rows[0].seeds.length} seeds` : `${splits.length} folds`;
  return {
    caption: `Test figures over ${count(tested)} rows, means with 95% intervals over ${over}; log-loss in nats, less is better`,
    digits: 4,
    rows: [
      { model: 'always the click rate', 'log-loss': nats(clickRate.logLoss) },
      {
        model: 'teacher',
        'log-loss': nats(teacher.figures.logLoss),
        ...figuresRow(teacher.figures),
        weights: count(teacher.weights),
      },
      ...rows.map((row) => ({
        model: nameOf(row),
        'log-loss': withInterval(row),
        ...figuresRow(row.figures),
        weights: count(row.weights),
        'p against scratch': row.p === null ? null : probability(row.p).replace('p ', '').replace('= ', ''),
      })),
    ],
  };
}

/** What the teacher reads, and what it is. */
function teacherWords(result: ClickResult): string {
  const networks = ensembleWords(result);
  return result.settings.teacher.kinds.includes('language-model')
    ? `A language model reads the texts for the teacher, which is ${networks}; the students read the fields alone, as ids and numbers.`
    : `The fields are read as ids and numbers, so that the teacher is no language model but ${networks}.`;
}

/** "12 networks (dcn-v2, mlp), whose logits are averaged" */
function ensembleWords({ teacher, settings }: ClickResult): string {
  const { kinds, mean } = settings.teacher;
  const { length } = teacher.bySplit[0].members;
  return length === 1
    ? `one network (${kinds[0]})`
    : `${count(length)} networks (${kinds.join(', ')}), whose ${mean} are averaged`;
}

function answer(result: ClickResult): ReportSection {
  const { dataset, data, rows, teacher } = result;
  const chosen = chosenClickRow(rows);
  return {
    heading: 'Question and short answer',
    paragraphs: [
      `How much of what a large click network knows does a light student keep? The data set is \`${dataset}\`: ${count(data.rows)} rows of ${data.fields} fields, ${count(data.clicks)} clicks. ${teacherWords(result)}`,
      `${teacherSentence(result)} Against always saying the click rate it is ${differenceWords(teacher.againstRate)}.`,
      ...(chosen === null
        ? []
        : [
            `By validation the best distilled student is ${nameOf(chosen)}: ${count(chosen.weights)} weights of the teacher's ${count(teacher.weights)}. ${clickFinding(chosen)} ${recoveredSentence(chosen)}`,
          ]),
    ],
  };
}

function results(result: ClickResult): ReportSection {
  const { splits, rows, settings } = result;
  const thinned =
    settings.negativeShare === 1
      ? ''
      : ` Training saw a share of ${settings.negativeShare} of the rows without a click; ln(${settings.negativeShare}) is added to all logits.`;
  const repeats =
    splits.length === 1
      ? 'seeds'
      : `the means of the ${splits.length} folds, each over ${settings.seeds.length} seeds`;
  return {
    heading: 'Results on the test part',
    paragraphs: [
      `Budgets of search, epochs and early stopping are the same from scratch and distilled. The p value is the larger one of two: over test rows, and over ${repeats}.${thinned}`,
      ...rows
        .filter(({ method }) => method !== 'scratch')
        .map((row) => `${clickFinding(row)} ${recoveredSentence(row)}`),
    ],
    tables: [clickResultsTable(result)],
    figures: [clickReliability(result)],
  };
}

function published({ published: own }: ClickResult): ReportSection[] {
  if (own === null) return [];
  const [{ split, rows }] = own.splits;
  const chosen = chosenClickRow(own.rows);
  return [
    {
      heading: "The log's own split",
      paragraphs: [
        `Split \`${split}\`: ${count(rows.train)} rows for training, ${count(rows.validation)} for validation, ${count(rows.test)} for the test. ${teacherSentence(own)}`,
        ...(chosen === null
          ? []
          : [
              `By validation the best distilled student there is ${nameOf(chosen)}. ${clickFinding(chosen)} ${recoveredSentence(chosen)}`,
            ]),
      ],
      tables: [clickResultsTable(own)],
    },
  ];
}

function choices(result: ClickResult): ReportSection {
  const { rows, teacher } = result;
  return {
    heading: 'What validation chose',
    paragraphs: [
      'Learning rate and weight decay by the same grid for all, then temperature and alpha for each method; a row for each split, with the first seed.',
    ],
    tables: [
      {
        caption: 'Settings of each row',
        digits: 4,
        rows: rows.flatMap((row) =>
          row.bySplit.map(({ split, trial, validation }) => ({
            ...{ student: nameOf(row), split, 'learning rate': String(trial.learningRate) },
            'weight decay': String(trial.weightDecay),
            T: row.method === 'scratch' ? null : String(trial.temperature),
            alpha: row.method === 'scratch' ? null : String(trial.alpha),
            'validation log-loss': validation[0],
          })),
        ),
      },
      {
        caption: 'Members of the teacher',
        digits: 4,
        rows: teacher.bySplit.flatMap(({ split, members }) =>
          members.map(({ kind, seed, learningRate, weightDecay, validation }) => ({
            ...{ split, kind, seed: String(seed), 'learning rate': String(learningRate) },
            ...{ 'weight decay': String(weightDecay), 'validation log-loss': validation },
          })),
        ),
      },
    ],
    figures: clickSweeps(result),
  };
}

function cost(result: ClickResult): ReportSection {
  const { rows, teacher, splits } = result;
  const [{ softTargets }] = splits;
  return {
    heading: 'Sizes and speed',
    paragraphs: [
      `The teacher was asked of every training row once; its word takes ${bytes(softTargets.sizeBytes)} a split. A request is ${ROWS_A_REQUEST} rows, or as many as a smaller test part has.`,
    ],
    tables: [
      {
        caption: 'The saved student has its encoding with it',
        digits: 2,
        rows: [
          { model: 'teacher', weights: teacher.weights, 'p50 of a request (ms)': teacher.latencyP50Ms },
          ...rows.map((row) => ({
            model: nameOf(row),
            weights: row.weights,
            'p50 of a request (ms)': row.latencyP50Ms,
            saved: bytes(row.bytes),
            'difference in log-loss': row.interval === null ? null : signed(row.interval.mean),
          })),
        ],
      },
    ],
  };
}

/** A result as pages with tables and figures; every number in its prose is computed. */
export function clickReport(result: ClickResult): Report {
  return {
    title: `Click prediction on ${result.dataset}`,
    sections: [
      answer(result),
      results(result),
      ...published(result),
      choices(result),
      cost(result),
      ...rowCommands(result.rows.map((row) => ({ row: nameOf(row), command: row.command }))),
    ],
    footer: reportFooter(result),
  };
}
