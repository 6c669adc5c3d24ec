import { takePairs } from '../../../distill/soft-pairs';
import { learnMutually } from '../../../distill/strategies/mutual-learning';
import { ratingLesson } from '../../../distill/strategies/mutual-lessons';
import type { RatingModel } from '../../../models/rating/rating-model';
import { Random } from '../../../random';
import type { RatingCase } from './rating-case';
import type { RatingStrategyMaterial } from './rating-strategy-material';
import { lessonOf, newRatingStudent, type RatingCaseOptions } from './teach-rating-student';

function unobservedOf({ said, observed }: RatingStrategyMaterial) {
  const count = said.users.length - observed;
  return takePairs(
    said,
    Int32Array.from({ length: count }, (_, k) => observed + k),
  );
}

/** The student and a peer teach each other; the student's own best epoch is kept. */
const beside = (peerOf: (student: string) => string) => (options: RatingCaseOptions) => {
  const { material, student, plain, seed } = options;
  const own = newRatingStudent(options);
  const peer = newRatingStudent({
    ...{ material, student: peerOf(student), seed: new Random(seed).fork('peer').seed },
  });
  try {
    const { validate, epochs, patience, batchSize, schedule, onEpoch, signal, ...lesson } = lessonOf(
      options,
      own,
    );
    learnMutually<RatingModel>({
      ...{ validate, epochs, patience, batchSize, schedule, onEpoch, signal, seed: lesson.seed },
      ...plain,
      students: [own, peer],
      lesson: ratingLesson({ train: material.train, unobserved: unobservedOf(material) }),
    });
  } catch (error) {
    own.dispose();
    throw error;
  } finally {
    peer.dispose();
  }
  return { model: own };
};

export const mutualRatingCase: RatingCase = {
  strategy: 'mutual-learning',
  family: 'chains',
  about: 'No teacher: two students learn from the labels and from each other, on unrated pairs too.',
  equation: String.raw`L = \sum_s L_s + \frac{\alpha}{S - 1} \sum_{o \ne s} T^2\, \mathrm{KL}(p_o \,\|\, p_s)`,
  paper: 'Zhang et al. 2018, arXiv:1706.00384',
  variants: {
    'two of a kind': beside((student) => student),
    'with the other kind': beside((student) => (student === 'mlp' ? 'mf' : 'mlp')),
  },
};
