import { keptAgainstCost, type Report, type ReportSection, type Row, type Table } from '../../plot';
import { rowCommands } from '../report/row-commands';
import { bytes, count, percent, probability } from '../report/words';
import type { DomainRow, DomainSlice } from './domain-row';
import type { DomainsResult } from './domains-result';

const metricNames: Readonly<Record<DomainRow['metric'], string>> = {
  rmse: 'RMSE',
  ndcg10: 'NDCG@10 (more is better)',
  logLoss: 'log-loss',
};

const figure = (value: number | null): string | null => (value === null ? null : value.toFixed(4));

const times = (teacher: number | null, student: number): string | null =>
  teacher === null ? null : `${count(Number((teacher / student).toPrecision(3)))}×`;

/** The student and method of each table row that validation liked best. */
export function chosenRows({ rows }: Pick<DomainsResult, 'rows'>): DomainRow[] {
  return rows.filter(({ isChosen }) => isChosen);
}

const nameOf = ({ student, method }: DomainRow): string =>
  method === 'distilled' ? student : `${student}, ${method}`;

const differenceOf = ({ distilled, scratch, interval }: DomainRow): string => {
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  const around = interval === null ? '' : ` [${signed(interval.low)}, ${signed(interval.high)}]`;
  return `${signed(distilled - scratch)}${around}`;
};

/** The one table: quality, what of it is kept and lifted, and what is cut. */
export function domainsTable(result: Pick<DomainsResult, 'rows'>): Table {
  return {
    caption:
      "Of each data set the student that validation liked best; 'kept' of the teacher's quality, 'gap' to the teacher closed; 95% intervals",
    digits: 4,
    rows: chosenRows(result).map((row) => ({
      ...{ domain: row.domain, 'data set': row.dataset, task: row.task, student: nameOf(row) },
      ...{ metric: metricNames[row.metric].replace(/ .*/, ''), 'from scratch': figure(row.scratch) },
      ...{ distilled: figure(row.distilled), teacher: figure(row.teacher), difference: differenceOf(row) },
      p: probability(row.p).replace(/^p =? ?/, ''),
      kept: row.kept === null ? null : percent(row.kept),
      gap: row.gapClosed === null ? null : percent(row.gapClosed),
      'repeats (splits × seeds)': `${row.splits} × ${row.seeds.length}`,
    })),
  };
}

/** What each student costs beside its teacher. */
export function domainCostsTable(result: Pick<DomainsResult, 'rows'>): Table {
  return {
    caption: 'Size on disk, and the time of one request; teachers are counted as four bytes a weight',
    digits: 4,
    rows: chosenRows(result).map((row) => ({
      ...{ domain: row.domain, 'data set': row.dataset, student: nameOf(row) },
      ...{ weights: count(row.weights), 'fewer weights': times(row.teacherWeights, row.weights) },
      bytes: bytes(row.bytes),
      'fewer bytes': times(row.teacherBytes, row.bytes),
      'p50 (ms)': row.latencyP50Ms.toFixed(2),
      faster: times(row.teacherLatencyP50Ms, row.latencyP50Ms),
      teacher: row.teacherKind,
    })),
  };
}

const isCold = ({ name }: DomainSlice): boolean => name === 'cold (0)' || name === 'item new';

function coldTable(result: DomainsResult): Table {
  const rows = result.rows.flatMap((row): Row[] =>
    row.slices.filter(isCold).map((slice) => ({
      ...{ domain: row.domain, 'data set': row.dataset, student: nameOf(row), 'test rows': slice.count },
      ...{ metric: metricNames[row.metric].replace(/ .*/, ''), 'from scratch': figure(slice.scratch) },
      ...{ distilled: figure(slice.distilled), teacher: figure(slice.teacher) },
      p: slice.p === null ? null : probability(slice.p).replace(/^p =? ?/, ''),
    })),
  );
  return { caption: 'Test rows of items that training never saw', digits: 4, rows };
}

/** What is to be read out of one row, in a sentence. */
export function domainFinding(row: DomainRow): string {
  const { domain, dataset, metric, scratch, distilled, p, kept, gapClosed } = row;
  const isBetter = metric === 'ndcg10' ? distilled > scratch : distilled < scratch;
  const verdict = p >= 0.05 ? 'is not told from' : isBetter ? 'beats' : 'is worse than';
  const share =
    kept === null
      ? ''
      : `, ${percent(kept)} of the teacher's quality${gapClosed === null ? ', which itself is no better than the student from scratch' : ''}`;
  return `**${domain}** (\`${dataset}\`, ${nameOf(row)}): distilled (${figure(distilled)}) ${verdict} from scratch (${figure(scratch)}), ${probability(p)}${share}.`;
}

/** Who teaches where there is nothing to read. */
function readingWords(rows: readonly DomainRow[]): string[] {
  const names = (own: readonly DomainRow[]) =>
    [...new Set(own.map(({ dataset, teacherKind }) => `\`${dataset}\` (${teacherKind})`))].join(', ');
  const [read, unread] = [rows.filter((row) => row.isTextRead), rows.filter((row) => !row.isTextRead)];
  return [
    ...(read.length === 0 ? [] : [`A language model read the items' texts for ${names(read)}.`]),
    ...(unread.length === 0
      ? []
      : [
          `It read nothing for ${names(unread)}: hashed or numbered fields carry no words, and a language model has nothing to say of them. There the teacher is what its name says, larger and slower networks on the same ids and fields, and what it has over a student is capacity and an ensemble, not knowledge of the world.`,
        ]),
  ];
}

function answer(result: DomainsResult): ReportSection {
  const chosen = chosenRows(result);
  const cuttable = chosen.filter((row) => row.teacherWeights !== null && row.kept !== null);
  const models = cuttable.map((row) => ({
    name: `${row.domain}: ${row.dataset}`,
    group: row.domain,
    cut: (row.teacherWeights ?? 1) / row.weights,
    distilled: row.kept ?? 0,
    scratch: ((row.kept ?? 0) * share(row.scratch, row)) / share(row.distilled, row),
  }));
  const timed = cuttable.flatMap((row, i) =>
    row.teacherLatencyP50Ms === null
      ? []
      : [{ ...models[i], cut: row.teacherLatencyP50Ms / row.latencyP50Ms }],
  );
  const plot = (cutTitle: string, title: string, shown: typeof models) =>
    shown.length === 0 ? [] : [keptAgainstCost({ title, cutTitle, models: shown })];
  return {
    heading: 'Question and short answer',
    paragraphs: [
      'What does a light student keep of a large teacher in e-commerce, video, music, social media and advertising, and what does it cost? Each data set is a row of one table of settings, run by one loop; all choices are made on validation.',
      ...chosen.map(domainFinding),
      ...readingWords(chosen),
    ],
    tables: [domainsTable(result), domainCostsTable(result)],
    figures: [
      ...plot('times fewer weights than the teacher', 'What is kept, and what is cut in weights', models),
      ...plot('times faster than the teacher', 'What is kept, and what is cut in time', timed),
    ],
  };
}

/** A figure as what grows with quality. */
const share = (value: number, { metric }: DomainRow): number => (metric === 'ndcg10' ? value : 1 / value);

function coldSection(result: DomainsResult): ReportSection[] {
  const table = coldTable(result);
  if (table.rows.length === 0) return [];
  return [
    {
      heading: 'Cold items',
      paragraphs: [
        "Of an item without any training row a student from scratch knows nothing; a teacher that reads has its text. p is distilled against scratch: of ratings the largest one over users, over items and over splits, of rankings the one over queries. Where the teacher's figure is not below (for NDCG, above) the student's from scratch, there is no advantage to pass on.",
      ],
      tables: [table],
    },
  ];
}

function failureSection({ failures }: DomainsResult): ReportSection[] {
  if (failures.length === 0) return [];
  return [
    {
      heading: 'What came to no result',
      paragraphs: failures.map(({ domain, name, message }) => `**${domain}** (${name}): ${message}`),
    },
  ];
}

/** Every domain in one table and one plot. */
export function domainsReport(result: DomainsResult): Report {
  const { command, versions, machine } = result;
  const all = chosenRows(result).map((row) => ({
    row: `${row.domain}: ${row.dataset}`,
    command: row.command,
  }));
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return {
    title: 'Five domains by one loop',
    sections: [
      answer(result),
      ...coldSection(result),
      ...failureSection(result),
      {
        heading: 'All students and methods',
        paragraphs: ['As above, with those that validation did not choose.'],
        tables: [domainsTable({ rows: result.rows.map((row) => ({ ...row, isChosen: true })) })],
      },
      ...rowCommands(all),
    ],
    footer: [
      ...(command === null ? [] : [`Made by \`${command}\`.`]),
      `${programs.join(', ')}; ${machine.platform}, ${machine.processor}, ${machine.cores} cores.`,
      'Aggregates only: no row of any data is in here.',
    ].join(' '),
  };
}
