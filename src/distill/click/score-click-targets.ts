import type { ClickTable } from '../../data/click/click-table';
import { checkOptions } from '../../errors';
import type { ClickModel } from '../../models/click/click-model';
import type { ClickScorer } from '../../models/click/click-scorer';
import { predictClickHidden } from '../../models/click/predict-click-hidden';
import { predictClickLogits } from '../../models/click/predict-click-logits';
import type { ClickSoftTargets } from './click-soft-targets';

/**
 * Asks a teacher about rows of a table, once.
 * @param options.hiddenOf the model whose last hidden layer is kept; null keeps none. An ensemble has no hidden layer of
 *   its own, so one of its members may stand here.
 * @throws InputError where that model has no hidden layer
 */
export function scoreClickTargets(options: {
  readonly teacher: ClickScorer;
  readonly hiddenOf: ClickModel | null;
  readonly table: ClickTable;
  readonly rows: Int32Array;
  readonly batchSize?: number;
  readonly onProgress?: (done: number, total: number) => void;
}): ClickSoftTargets {
  const known = ['teacher', 'hiddenOf', 'table', 'rows', 'batchSize', 'onProgress'];
  checkOptions('scoreClickTargets', options, known);
  const { teacher, hiddenOf, table, rows, batchSize, onProgress } = options;
  return {
    logits: predictClickLogits({ scorer: teacher, table, rows, batchSize, onProgress }),
    hidden: hiddenOf === null ? null : predictClickHidden({ model: hiddenOf, table, rows, batchSize }),
  };
}
