import type { Row, Table } from '../../plot';
import { bytes, count, percent, probability } from '../report/words';
import type { DomainRow, DomainSlice } from './domain-row';
import { figure, nameOf } from './domain-words';
import type { DomainsResult } from './domains-result';

const metricNames: Readonly<Record<DomainRow['metric'], string>> = {
  rmse: 'RMSE',
  ndcg10: 'NDCG@10 (more is better)',
  logLoss: 'log-loss',
};

const times = (teacher: number | null, student: number): string | null =>
  teacher === null ? null : `${count(Number((teacher / student).toPrecision(3)))}×`;

/** The student and method of each table row that validation liked best. */
export function chosenRows({ rows }: Pick<DomainsResult, 'rows'>): DomainRow[] {
  return rows.filter(({ isChosen }) => isChosen);
}

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
      ...{ domain: row.domain, row: row.name, task: row.task, student: nameOf(row) },
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
      ...{ domain: row.domain, row: row.name, student: nameOf(row) },
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

/** What is known of items without any training row. */
export function coldTable(result: DomainsResult): Table {
  const rows = result.rows.flatMap((row): Row[] =>
    row.slices.filter(isCold).map((slice) => ({
      ...{ domain: row.domain, row: row.name, student: nameOf(row), 'test rows': slice.count },
      ...{ metric: metricNames[row.metric].replace(/ .*/, ''), 'from scratch': figure(slice.scratch) },
      ...{ distilled: figure(slice.distilled), teacher: figure(slice.teacher) },
      p: slice.p === null ? null : probability(slice.p).replace(/^p =? ?/, ''),
      'least told': figure(slice.leastTold),
    })),
  );
  return { caption: 'Test rows of items that training never saw', digits: 4, rows };
}
