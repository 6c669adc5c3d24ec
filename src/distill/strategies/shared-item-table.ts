import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { ItemTable } from '../../models/ranking/catalogue-vectors';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { attribute, nativeOps } from '../../tensor/native';

/** One query that knows nothing: what is asked of a model that should only show its items. */
const nobody = {
  users: Int32Array.of(-1),
  sequences: new Int32Array(0),
  width: 0,
  rows: Int32Array.of(0),
  lengths: Int32Array.of(0),
};

/** The vectors by which a model scores its items: [items, width]. */
export function itemTableOf(model: RankingModel): ItemTable {
  let table: ItemTable | null = null;
  tf.tidy(() => {
    const { itemVectors } = model.forward({ contexts: nobody, training: false, random: null });
    table = { values: itemVectors.dataSync<'float32'>().slice(), width: itemVectors.shape[1] };
  });
  return table as unknown as ItemTable;
}

/** A table in fewer dimensions. */
export interface PrincipalTable {
  /** [items, dimensions], the table's mean taken out */
  readonly table: ItemTable;
  /** [dimensions, width], the directions, by falling variance; the largest number of each is above 0 */
  readonly components: Float32Array;
  /** Share of the variance that these dimensions hold. */
  readonly explained: number;
}

/**
 * A table projected onto its directions of most variance: with X the table less its mean and C = Xᵀ X / (items - 1) =
 * U Λ Uᵀ,  Y = X U_d. The mean adds one number to all of a query's scores, so that no ranking misses it.
 * @param options.dimensions at most the table's width
 * @throws InputError where there are fewer columns, or fewer than two items
 * @see Jolliffe 2002, Principal Component Analysis, chapter 3
 */
export function principalTable(options: {
  readonly table: ItemTable;
  readonly dimensions: number;
}): PrincipalTable {
  checkOptions('principalTable', options, ['table', 'dimensions']);
  const { table, dimensions } = options;
  const { values, width } = table;
  const items = values.length / width;
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= width && items >= 2)) {
    throw new InputError(
      `principalTable: dimensions must be a whole number from 1 to the table's ${width} columns, and the table have two items; found ${dimensions} and ${items} items`,
    );
  }
  const found: { projected?: Float32Array; components?: Float32Array; explained: number } = { explained: 0 };
  tf.tidy(() => {
    const whole = tf.tensor2d(values, [items, width]);
    const centred = tf.sub(whole, tf.mean(whole, 0)) as tf.Tensor2D;
    const covariance = tf.div(tf.matMul(centred, centred, true, false), items - 1);
    const attributes = [attribute.boolean('compute_v', true), attribute.float32('T')];
    const [variances, vectors] = nativeOps('SelfAdjointEigV2', attributes, [covariance], 2);
    // They come by rising variance, a direction a column.
    const best = tf.reverse(tf.slice(vectors as tf.Tensor2D, [0, width - dimensions]), 1);
    const components = turned(tf.transpose(best).dataSync<'float32'>(), width);
    const directions = tf.tensor2d(components, [dimensions, width]);
    found.projected = tf.matMul(centred, directions, false, true).dataSync<'float32'>().slice();
    found.components = components;
    found.explained = lastShare(variances.dataSync<'float32'>(), dimensions);
  });
  const { projected, components, explained } = found as Required<typeof found>;
  return { table: { values: projected, width: dimensions }, components, explained };
}

/** The share of the last few in the sum; rounding may leave a variance a little below 0. */
function lastShare(variances: Float32Array, count: number): number {
  const sum = (of: Float32Array) => of.reduce((total, variance) => total + Math.max(variance, 0), 0);
  return sum(variances.subarray(variances.length - count)) / Math.max(sum(variances), Number.MIN_VALUE);
}

/** A direction and its opposite are one: the one whose largest number is above 0 is taken. */
function turned(components: Float32Array, width: number): Float32Array {
  const copy = components.slice();
  for (let start = 0; start < copy.length; start += width) {
    const own = copy.subarray(start, start + width);
    const largest = own.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    if (largest < 0) own.set(own.map((value) => -value));
  }
  return copy;
}

/**
 * A student over the teacher's item vectors t_i, which never move:
 *   learnt:     v_i = W t_i, W [teacherWidth, dimensions] trained along with the rest of the student
 *   principal:  v_i = U_dᵀ (t_i - t̄), the `principalTable`, nothing to learn
 * With `principal` the student stores [items, dimensions], with `learnt` the teacher's whole table beside W: it has few
 * weights to learn, but is no smaller before W is multiplied in.
 * @param options.table of the teacher, by `itemTableOf` or as stored
 * @param options.dimensions of the student's vectors
 * @param options.createStudent given the table to read in the place of texts: a ranking model with `withIds: false`
 * @returns the student; the caller's to dispose
 * @throws InputError where the student has item vectors of its own, or of another width
 * @see Chen et al. 2022, arXiv:2203.14001 (SimKD: the teacher's last layer used again)
 */
export function shareItemTable<Student extends RankingModel>(options: {
  readonly table: ItemTable;
  readonly dimensions: number;
  readonly projection: 'learnt' | 'principal';
  readonly createStudent: (itemText: ItemTable) => Student;
}): Student {
  const where = 'shareItemTable';
  checkOptions(where, options, ['table', 'dimensions', 'projection', 'createStudent']);
  const { table, dimensions, projection, createStudent } = options;
  const shared = projection === 'learnt' ? table : principalTable({ table, dimensions }).table;
  const student = createStudent(shared);
  const weights = student.parameters.find(({ name }) => name === 'item-text/weights');
  const expected = `${shared.width},${dimensions}`;
  if (student.config.withIds !== false || String(weights?.shape) !== expected) {
    student.dispose();
    throw new InputError(
      `${where}: expected a student without item ids that reads the table by weights [${expected}], found weights [${weights?.shape}] and withIds ${student.config.withIds}; build it with withIds: false, dimensions: ${dimensions} and the itemText given`,
    );
  }
  if (projection === 'principal' && weights !== undefined) {
    const identity = new Float32Array(dimensions * dimensions);
    for (let d = 0; d < dimensions; d++) identity[d * dimensions + d] = 1;
    weights.assign(identity);
    weights.trainable = false;
  }
  return student;
}
