import type { AnyRankingResult, RankingRow } from '../ranking/ranking-result';
import { meanOf } from '../summarise';
import { type DomainRow, sharesOf, type UnnamedRow } from './domain-row';

/** Of the test that gave the p. */
function intervalOf({ tests }: RankingRow): DomainRow['interval'] {
  if (tests === null) return null;
  const { seeds, users } = tests;
  const { low, high } = seeds !== null && seeds.p >= users.p ? seeds : users;
  return { low, high };
}

const validationOf = ({ validationNdcg10 }: RankingRow): number => meanOf(validationNdcg10);

/** What the teacher says of itself; nothing where it came as a file. */
function aboutTeacher({ teacher, settings }: AnyRankingResult) {
  if (teacher.source === 'file')
    return {
      figures: null,
      ...{ teacherWeights: null, teacherBytes: null, teacherLatencyP50Ms: null },
      ...{ teacherKind: 'lists from a file', isTextRead: false },
    };
  const { weights, latencyP50Ms, parts } = teacher;
  return {
    figures: teacher,
    ...{ teacherWeights: weights, teacherBytes: weights === null ? null : 4 * weights },
    teacherLatencyP50Ms: latencyP50Ms,
    teacherKind: parts.map(({ name }) => name).join(' + ') || settings.teacher.kinds.join(' + '),
    isTextRead: parts.some(({ name }) => name.includes('text')),
  };
}

/** A row a student and method of a distillation of rankings. */
export function rankingRows(domain: string, result: AnyRankingResult): UnnamedRow[] {
  const { figures: teacher, ...about } = aboutTeacher(result);
  const rows = result.rows.filter(({ method }) => method !== 'scratch');
  const best = Math.max(...rows.map(validationOf));
  return rows.map((row) => {
    const figures = {
      metric: 'ndcg10' as const,
      ...{ scratch: row.scratchNdcg10, distilled: row.ndcg10, teacher: teacher?.ndcg10 ?? null },
    };
    const ofTeacher = (name: string) => teacher?.slices.find((slice) => slice.name === name)?.ndcg10 ?? null;
    return {
      ...{ domain, dataset: row.dataset, task: 'ranking', student: row.student, method: row.method },
      ...{ ...figures, seeds: row.seeds, splits: 1, interval: intervalOf(row), p: row.p ?? 1 },
      ...{ ...sharesOf(figures), temperature: row.temperature, alpha: row.alpha, weights: row.weights },
      ...{ bytes: row.bytes, latencyP50Ms: row.latencyP50Ms, ...about },
      isChosen: validationOf(row) === best,
      slices: (row.slices ?? []).map(({ name, queries, scratch, distilled, p }) => ({
        ...{ name, count: queries, scratch, distilled, teacher: ofTeacher(name), p, leastTold: null },
      })),
      command: row.command,
    };
  });
}
