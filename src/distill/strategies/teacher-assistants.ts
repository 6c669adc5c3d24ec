import { checkOptions, InputError } from '../../errors';
import { type ChainLink, type ChainSteps, chainOfTeachers } from './chain-of-teachers';

/**
 * Teacher assistants: where the teacher is too large for its student, models of sizes between them pass its word on,
 *   teacher → assistant 1 → … → student,
 * each distilled from the one before it.
 * @param options.said what the teacher said
 * @param options.weights how many the teacher has, each assistant and, last, the student: each fewer than the one before
 * @param options.train trains assistant `link`, from 0, and, last, the student on that word
 * @param options.score what a trained model says of the same rows
 * @returns the assistants and, last, the student; the caller disposes them
 * @throws InputError unless the sizes fall from the teacher to the student
 * @see Mirzadeh et al. 2020, arXiv:1902.03393
 */
export function teacherAssistants<Model extends { dispose(): void }, Word>(
  options: ChainSteps<Model, Word> & {
    readonly said: Word;
    readonly weights: readonly number[];
  },
): ChainLink<Model, Word>[] {
  const where = 'teacherAssistants';
  checkOptions(where, options, ['said', 'weights', 'train', 'score']);
  const { said, weights, train, score } = options;
  const grows = weights.findIndex((count, n) => n > 0 && !(count < weights[n - 1]));
  if (grows > 0) {
    throw new InputError(
      `${where}: each model must be smaller than what teaches it, found ${weights.join(' → ')} weights; put them in order of size, the student last`,
    );
  }
  const dispose = (model: Model) => model.dispose();
  return chainOfTeachers({ where, first: said, links: weights.length - 1, train, score, dispose });
}
