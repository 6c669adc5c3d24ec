import { InputError } from '../../errors';
import type { StoredVectors } from '../stored-vectors';

/** What a teacher said of rows of a click log, once, in the rows' order. */
export interface ClickSoftTargets {
  /** [rows], unscaled: a temperature is applied when they are read */
  readonly logits: Float32Array;
  /** [rows, width], the teacher's last hidden layer, where kept: hints and relations read it. */
  readonly hidden: StoredVectors | null;
  /** Several of the teacher's hidden layers, first to last; only terms that match layers need them. */
  readonly hiddenLayers?: readonly StoredVectors[];
}

/** @throws InputError where the targets are not those of so many rows, or not finite */
export function checkClickTargets(where: string, targets: ClickSoftTargets, rows: number): void {
  const { logits, hidden, hiddenLayers = [] } = targets;
  const found: [string, number][] = [['logits', logits.length]];
  for (const layer of hidden === null ? hiddenLayers : [hidden, ...hiddenLayers]) {
    found.push(['hidden vectors', layer.values.length / layer.width]);
  }
  for (const [name, count] of found) {
    if (count === rows) continue;
    throw new InputError(
      `${where}: expected the teacher's ${name} of ${rows} rows, found ${count}; were they made from the same rows?`,
    );
  }
  const broken = logits.findIndex((z) => !Number.isFinite(z));
  if (broken >= 0) {
    throw new InputError(
      `${where}: softTargets.logits[${broken}] is ${logits[broken]}; expected a finite number`,
    );
  }
}
