import { type Figure, type KeptModel, keptAgainstCost } from '../../plot';
import type { DomainRow } from './domain-row';
import { chosenRows } from './domain-tables';
import type { DomainsResult } from './domains-result';

/** A figure as what grows with quality. */
const share = (value: number, { metric }: DomainRow): number => (metric === 'ndcg10' ? value : 1 / value);

function modelOf(row: DomainRow, teacher: number | null, student: number): KeptModel[] {
  const { domain, name, kept, scratch, distilled } = row;
  if (kept === null || teacher === null) return [];
  return [
    {
      ...{ name, group: domain, cut: teacher / student, distilled: kept },
      scratch: (kept * share(scratch, row)) / share(distilled, row),
    },
  ];
}

/** What students keep against what they cut, in weights and in time; none where no teacher could be asked. */
export function keptFigures(result: Pick<DomainsResult, 'rows'>): Figure[] {
  const chosen = chosenRows(result);
  const plots = [
    {
      title: 'What is kept, and what is cut in weights',
      cutTitle: 'times fewer weights than the teacher',
      models: chosen.flatMap((row) => modelOf(row, row.teacherWeights, row.weights)),
    },
    {
      title: 'What is kept, and what is cut in time',
      cutTitle: 'times faster than the teacher',
      models: chosen.flatMap((row) => modelOf(row, row.teacherLatencyP50Ms, row.latencyP50Ms)),
    },
  ];
  return plots.filter(({ models }) => models.length > 0).map(keptAgainstCost);
}
