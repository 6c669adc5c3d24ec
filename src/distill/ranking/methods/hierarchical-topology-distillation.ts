import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import type { Random } from '../../../random';
import { cosines } from '../../losses/cosine';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawItems } from './draw-items';
import { ExpertMixture } from './expert-mixture';
import { teacherHidden, theTeacher } from './teacher-lists';

const where = 'hierarchicalTopologyDistillation';

/** What the groups' centres are compared with: one another, or every vector. */
export type GroupLevel = 'group-group' | 'group-entity';

/** [groups that occur, n], each row the mean over a group's members; groups in the order of their first member. */
function averaging(groups: Int32Array): tf.Tensor2D {
  const members = new Map<number, number[]>();
  groups.forEach((group, row) => {
    members.set(group, [...(members.get(group) ?? []), row]);
  });
  const matrix = new Float32Array(members.size * groups.length);
  [...members.values()].forEach((rows, group) => {
    for (const row of rows) matrix[group * groups.length + row] = 1 / rows.length;
  });
  return tf.tensor2d(matrix, [members.size, groups.length]);
}

const sumOfSquares = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.sum(tf.square(tf.sub(a, b)));

/**
 * Hierarchical topology: similarities within groups, vector by vector, and between groups by their centres.
 *   L = (1 / n²) · ( Σ_{i, j of one group} (cos(s_i, s_j) - cos(t_i, t_j))² + Σ (cos(S_a, ·) - cos(T_a, ·))² )
 * with S_a, T_a the mean vectors of group a, set against the centres of all groups (`group-group`) or against all
 * vectors (`group-entity`). The paper takes sums in place of means. As in the paper, gradients pass through the
 * student's centres and every pair of a group counts; the authors' code takes the centres as constants (so that its
 * `group-group` term moves nothing) and leaves out pairs that the teacher finds dissimilar.
 * @param options.studentVectors s, [n, width]
 * @param options.teacherVectors t, [n, teacherWidth], constants
 * @param options.groups [n]
 * @returns scalar
 * @see Kang et al. 2021, arXiv:2106.08700, section 4.2 (HTD); the authors' code:
 *   github.com/SeongKu-Kang/Topology_Distillation_KDD21
 */
export function hierarchicalTopologyLoss(options: {
  readonly studentVectors: tf.Tensor2D;
  readonly teacherVectors: tf.Tensor2D;
  readonly groups: Int32Array;
  readonly level: GroupLevel;
}): tf.Scalar {
  const known = ['studentVectors', 'teacherVectors', 'groups', 'level'];
  checkOptions('hierarchicalTopologyLoss', options, known);
  const { studentVectors: s, teacherVectors: t, groups, level } = options;
  return tf.tidy(() => {
    const isSame = tf.equal(tf.expandDims(groups, 0), tf.expandDims(groups, 1));
    const difference = tf.sub(cosines(s, s), cosines(t, t));
    const within = tf.sum(tf.mul(tf.square(difference), tf.cast(isSame, 'float32')));
    const mean = averaging(groups);
    const [studentCentres, teacherCentres] = [tf.matMul(mean, s), tf.matMul(mean, t)] as tf.Tensor2D[];
    const between =
      level === 'group-group'
        ? sumOfSquares(cosines(studentCentres, studentCentres), cosines(teacherCentres, teacherCentres))
        : sumOfSquares(cosines(studentCentres, s), cosines(teacherCentres, t));
    return tf.div(tf.add(within, between), groups.length ** 2) as tf.Scalar;
  });
}

/**
 * Hierarchical topology distillation: `alpha` · `hierarchicalTopologyLoss` + (1 - alpha) · `expertMixtureLoss`. The
 * selector that the second term trains names each vector's group, contexts and items having groups of their own.
 * @param options.groups for contexts, and as many for items
 * @param options.items items drawn a batch; 0 takes the contexts alone
 * @param options.temperature τ of the selection; the paper's code takes 0.1
 * @param options.alpha from 0 to 1
 * @param options.random starts the weights
 * @throws InputError on settings out of range, or where vectors were not stored
 * @see Kang et al. 2021, arXiv:2106.08700, section 4.2
 */
export function hierarchicalTopologyDistillation(options: {
  readonly groups: number;
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly items: number;
  readonly temperature: number;
  readonly alpha: number;
  readonly level: GroupLevel;
  readonly random: Random;
}): RankingMethod {
  checkHierarchy(options);
  const { groups, studentWidth, teacherWidth, items, temperature, alpha, level } = options;
  const widths = { experts: groups, studentWidth, teacherWidth, random: options.random };
  const ofContexts = new ExpertMixture({ name: 'groups/contexts', ...widths });
  const ofItems = items === 0 ? null : new ExpertMixture({ name: 'groups/items', ...widths });
  return {
    name: where,
    parameters: [...ofContexts.parameters, ...(ofItems?.parameters ?? [])],
    loss: (batch) => {
      const { random } = batch;
      const teacher = theTeacher(where, batch);
      const contexts = { student: batch.hidden, teacher: teacherHidden(where, teacher, teacherWidth) };
      const parts = [{ mixture: ofContexts, vectors: contexts, firstGroup: 0 }];
      if (ofItems !== null) {
        const drawn = drawItems(where, { batch, teacher, teacherWidth, count: items });
        parts.push({ mixture: ofItems, vectors: drawn, firstGroup: groups });
      }
      const assignment = parts.map(({ mixture, vectors }) =>
        mixture.loss({
          studentVectors: vectors.student,
          teacherVectors: vectors.teacher,
          temperature,
          random,
        }),
      );
      const topology = hierarchicalTopologyLoss({
        studentVectors: tf.concat(parts.map(({ vectors }) => vectors.student)),
        teacherVectors: tf.concat(parts.map(({ vectors }) => vectors.teacher)),
        groups: Int32Array.from(
          parts.flatMap(({ mixture, vectors, firstGroup }) =>
            Array.from(mixture.groups(vectors.teacher), (group) => group + firstGroup),
          ),
        ),
        level,
      });
      return tf.add(tf.mul(topology, alpha), tf.mul(tf.addN(assignment), 1 - alpha));
    },
    dispose: () => {
      ofContexts.dispose();
      ofItems?.dispose();
    },
  };
}

function checkHierarchy(options: Parameters<typeof hierarchicalTopologyDistillation>[0]): void {
  const known = [
    'groups',
    'studentWidth',
    'teacherWidth',
    'items',
    'temperature',
    'alpha',
    'level',
    'random',
  ];
  checkOptions(where, options, known);
  const { groups, studentWidth, teacherWidth, items, temperature, alpha, level } = options;
  checkCounts(where, { groups, studentWidth, teacherWidth });
  checkCounts(where, { items }, 0);
  checkPositive(where, { temperature });
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new InputError(`${where}: alpha must be from 0 to 1, found ${alpha}`);
  }
  if (level !== 'group-group' && level !== 'group-entity') {
    throw new InputError(`${where}: level must be "group-group" or "group-entity", found "${level}"`);
  }
}
