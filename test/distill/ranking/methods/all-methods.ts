import * as methods from '../../../../src/distill/ranking/methods';
import type { RankingMethod } from '../../../../src/distill/ranking/ranking-method';
import { Random } from '../../../../src/random';
import { size } from './tiny-batch';

const widths = { studentWidth: size.width, teacherWidth: size.teacherWidth };
const popularity = Float32Array.from({ length: size.items }, (_, item) => 20 - item);

/** Methods that act on the student's logits, by what a test calls them. */
export const onLogits: Record<string, () => RankingMethod> = {
  topKKl: () => methods.topKKl({ temperature: 2 }),
  'topKKl of fewer': () => methods.topKKl({ temperature: 2, k: 5 }),
  sampledKl: () => methods.sampledKl({ temperature: 2, k: 5, others: 4 }),
  'rankingDistillation by place': () => methods.rankingDistillation({ k: 5, lambda: 3, dynamic: null }),
  'rankingDistillation with dynamic weights': () =>
    methods.rankingDistillation({ k: 5, lambda: 3, dynamic: { samples: 6, mu: 0.3, fromEpoch: 0 } }),
  'collaborativeDistillation by the teacher': () =>
    methods.collaborativeDistillation({ count: 5, lambda: 4, temperature: 1, bias: 0, guide: 'teacher' }),
  'collaborativeDistillation by the student': () =>
    methods.collaborativeDistillation({ count: 5, lambda: 4, temperature: 1, bias: 0, guide: 'student' }),
  relaxedRankingDistillation: () =>
    methods.relaxedRankingDistillation({ k: 8, interesting: 5, uninteresting: 4, lambda: 5 }),
  'relaxedRankingDistillation, uniform': () =>
    methods.relaxedRankingDistillation({ k: 8, interesting: 5, uninteresting: 4, lambda: null }),
  bidirectionalDistillation: () =>
    methods.bidirectionalDistillation({ count: 4, epsilon: 0.2, temperature: 1 }),
  unbiasedDistillation: () => methods.unbiasedDistillation({ popularity, groups: 2, pairs: 4, lambda: 4 }),
  dualCorrection: () => methods.dualCorrection({ k: 8, count: 4, mu: 0.2 }),
  heterogeneousTeachers: () =>
    methods.heterogeneousTeachers({ k: 6, lambda: 4, stages: 1, every: 1, threshold: 1.05 }),
  importanceAwareRanking: () =>
    methods.importanceAwareRanking({
      k: 6,
      negatives: 3,
      importance: { position: 0.3, confidence: 0.5, consistency: 0.1, lambda: 2, temperature: 1 },
    }),
  combineMethods: () =>
    methods.combineMethods([
      { method: methods.topKKl({ temperature: 1 }), weight: 2 },
      { method: methods.rankingDistillation({ k: 5, lambda: 3, dynamic: null }), weight: 0.5 },
    ]),
};

/** Methods that act on the student's vectors. */
export const onVectors: Record<string, () => RankingMethod> = {
  distillationExperts: () =>
    methods.distillationExperts({
      ...widths,
      experts: 3,
      items: 5,
      temperature: { start: 1, end: 0.1, epochs: 10 },
      random: new Random(3),
    }),
  fullTopologyDistillation: () =>
    methods.fullTopologyDistillation({ teacherWidth: size.teacherWidth, items: 5 }),
  'hierarchicalTopologyDistillation of centres': () => hierarchical('group-group'),
  'hierarchicalTopologyDistillation of centres and vectors': () => hierarchical('group-entity'),
  relationalDistance: () => methods.relationalDistance({ teacherWidth: size.teacherWidth, rows: 5 }),
  relationalAngle: () => methods.relationalAngle({ teacherWidth: size.teacherWidth, rows: 5 }),
  hint: () => methods.hint({ ...widths, items: 5, random: new Random(3) }),
  collaborativeEmbedding: () =>
    methods.collaborativeEmbedding({ ...widths, items: 8, random: new Random(3) }),
};

function hierarchical(level: methods.GroupLevel): RankingMethod {
  const random = new Random(3);
  return methods.hierarchicalTopologyDistillation({
    ...widths,
    groups: 2,
    items: 5,
    temperature: 0.5,
    alpha: 0.7,
    level,
    random,
  });
}

export const everyMethod: Record<string, () => RankingMethod> = {
  ...onLogits,
  fullKl: () => methods.fullKl({ temperature: 2 }),
  ...onVectors,
};
