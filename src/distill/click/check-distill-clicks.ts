import { checkOptions, InputError } from '../../errors';
import { checkScheduled } from '../scheduled';
import { checkClickTargets } from './click-soft-targets';
import type { DistillClicksOptions } from './distill-clicks';

const where = 'distillClicks';
const known = [
  ...['student', 'table', 'rows', 'softTargets', 'temperature', 'alpha', 'labelWeights', 'term'],
  ...['hintWeight', 'distanceWeight', 'angleWeight', 'relationRows'],
  ...['validate', 'epochs', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'seed', 'warmup'],
  ...['schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/** True where a term reads hidden layers. */
export function usesHidden(options: DistillClicksOptions): boolean {
  const { softTargets, hintWeight = 0, distanceWeight = 0, angleWeight = 0 } = options;
  return softTargets !== null && hintWeight + distanceWeight + angleWeight > 0;
}

function checkWeight(name: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new RangeError(`${where}: ${name} must be a finite number of at least 0, found ${value}`);
}

/** @throws RangeError or InputError as `distillClicks` says */
export function checkDistillClicks(options: DistillClicksOptions): void {
  checkOptions(where, options, known);
  const { rows, softTargets, temperature, labelWeights } = options;
  const { alpha, epochs, hintWeight = 0, distanceWeight = 0, angleWeight = 0 } = options;
  checkScheduled(where, { name: 'temperature', setting: temperature, epochs, expected: 'above 0' });
  checkScheduled(where, { name: 'alpha', setting: alpha, epochs, expected: 'of at least 0' });
  const weights = { hintWeight, distanceWeight, angleWeight };
  for (const [name, value] of Object.entries(weights)) checkWeight(name, value);
  if (rows.length === 0) throw new InputError(`${where}: rows is empty; expected at least one training row`);
  if (labelWeights !== undefined && labelWeights.length !== rows.length) {
    throw new InputError(
      `${where}: expected a label weight for each of the ${rows.length} rows, found ${labelWeights.length}`,
    );
  }
  labelWeights?.forEach((value, row) => {
    checkWeight(`labelWeights[${row}]`, value);
  });
  if (softTargets !== null) checkClickTargets(where, softTargets, rows.length);
  checkRelations(options);
}

/** Three vectors make the first angle. */
function checkRelations({ distanceWeight = 0, angleWeight = 0, relationRows }: DistillClicksOptions): void {
  if (distanceWeight + angleWeight === 0) return;
  if (relationRows !== undefined && Number.isInteger(relationRows) && relationRows >= 3) return;
  throw new InputError(
    `${where}: relationRows must be a whole number of at least 3 where distanceWeight or angleWeight is above 0, found ${relationRows}; 64 is a start`,
  );
}
