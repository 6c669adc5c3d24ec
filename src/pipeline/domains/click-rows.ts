import type { ClickResult } from '../click/click-result';
import { sharesOf, type UnnamedRow } from './domain-row';

/** A row a student and method of a distillation of click models. Ids and numbers are all that they read. */
export function clickRows(domain: string, result: ClickResult): UnnamedRow[] {
  const { teacher, settings, splits } = result;
  const rows = result.rows.filter(({ method }) => method !== 'scratch');
  const best = Math.min(...rows.map(({ validationLogLoss }) => validationLogLoss));
  return rows.map((row) => {
    const { low = null, high = null } = row.interval ?? {};
    const figures = {
      metric: row.metric,
      ...{ scratch: row.scratch, distilled: row.distilled ?? row.scratch, teacher: row.teacher },
    };
    const { temperature, alpha } = row.bySplit[0].trial;
    return {
      ...{ domain, dataset: row.dataset, task: 'click', student: row.student, method: row.method },
      ...{ ...figures, seeds: row.seeds, splits: splits.length },
      interval: low === null || high === null ? null : { low, high },
      ...{ p: row.p ?? 1, ...sharesOf(figures), temperature, alpha, weights: row.weights },
      ...{ teacherWeights: teacher.weights, bytes: row.bytes, teacherBytes: 4 * teacher.weights },
      ...{ latencyP50Ms: row.latencyP50Ms, teacherLatencyP50Ms: teacher.latencyP50Ms },
      ...{
        teacherKind: settings.teacher.kinds.join(' + '),
        isTextRead: settings.teacher.kinds.includes('language-model'),
      },
      isChosen: row.validationLogLoss === best,
      ...{ slices: [], command: row.command },
    };
  });
}
