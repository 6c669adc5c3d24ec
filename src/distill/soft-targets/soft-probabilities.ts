import { checkOptions, InputError } from '../../errors';

function checkRows(where: string, logits: Float32Array, classes: number): void {
  if (Number.isInteger(classes) && classes > 0 && logits.length % classes === 0) return;
  throw new InputError(`${where}: expected rows of ${classes} classes, found ${logits.length} logits`);
}

/** ln Σ_k exp(z_k / T) of the row that starts at `start`. */
function logSumExp(logits: Float32Array, start: number, classes: number, temperature: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[start + c] / temperature);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c] / temperature - largest);
  return largest + Math.log(sum);
}

/**
 * softmax(z / T) of each row, on plain arrays.
 * @param options.logits [rows, classes], row-major
 * @returns [rows, classes], each row summing to 1
 * @throws RangeError if temperature ≤ 0
 */
export function softmaxRows(options: {
  readonly logits: Float32Array;
  readonly classes: number;
  readonly temperature: number;
}): Float32Array {
  checkOptions('softmaxRows', options, ['logits', 'classes', 'temperature']);
  const { logits, classes, temperature } = options;
  checkRows('softmaxRows', logits, classes);
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new RangeError(`softmaxRows: temperature must be a finite number above 0, found ${temperature}`);
  }
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const normaliser = logSumExp(logits, start, classes, temperature);
    for (let c = start; c < start + classes; c++) {
      probabilities[c] = Math.exp(logits[c] / temperature - normaliser);
    }
  }
  return probabilities;
}

/**
 * Logits of an ensemble: the logarithm of its members' mean probability,
 *   z_k = ln((1 / members) · Σ_m softmax(z_m)_k)
 * The mean of the logits would be another thing: it lets one sure member outvote the rest.
 * @param options.members each [rows, classes], row-major, for the same pairs
 * @returns [rows, classes]; softmax of a row gives the mean probability back
 * @throws InputError if there are no members or their lengths differ
 */
export function meanOfProbabilities(options: {
  readonly members: readonly Float32Array[];
  readonly classes: number;
}): Float32Array {
  checkOptions('meanOfProbabilities', options, ['members', 'classes']);
  const { members, classes } = options;
  const length = members[0]?.length;
  if (length === undefined || members.some((logits) => logits.length !== length)) {
    throw new InputError(
      `meanOfProbabilities: expected at least one member, all with the same pairs, found lengths [${members.map((logits) => logits.length).join(', ')}]`,
    );
  }
  checkRows('meanOfProbabilities', members[0], classes);
  const mean = new Float32Array(length);
  // A row of one class's log-probabilities by member; float64, so that tiny probabilities survive the sum.
  const logProbabilities = members.map(() => new Float64Array(classes));
  for (let start = 0; start < length; start += classes) {
    members.forEach((logits, m) => {
      const normaliser = logSumExp(logits, start, classes, 1);
      for (let c = 0; c < classes; c++) logProbabilities[m][c] = logits[start + c] - normaliser;
    });
    for (let c = 0; c < classes; c++) mean[start + c] = logMeanExp(logProbabilities, c);
  }
  return mean;
}

/** ln of the members' mean probability of one class. */
function logMeanExp(logProbabilities: readonly Float64Array[], c: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const member of logProbabilities) largest = Math.max(largest, member[c]);
  let sum = 0;
  for (const member of logProbabilities) sum += Math.exp(member[c] - largest);
  return largest + Math.log(sum / logProbabilities.length);
}
