import { checkOptions } from '../../errors';
import { type ChainLink, type ChainSteps, chainOfTeachers } from './chain-of-teachers';

/**
 * Born-again students: self-distillation in generations. Generation k is a fresh model of the same size, trained on what
 * generation k − 1 said, the first on the teacher's word; the mean of the generations' probabilities
 * (`meanOfProbabilities`) is the paper's born-again ensemble.
 * @param options.said what the first generation learns from; null trains it on the labels alone
 * @param options.generations at least 1
 * @param options.train trains generation `link`, from 0, on that word
 * @param options.score what a trained generation says
 * @returns the generations, first to last; the caller disposes them
 * @throws InputError without a generation
 * @see Furlanello et al. 2018, arXiv:1805.04770
 */
export function bornAgain<Model extends { dispose(): void }, Word>(
  options: ChainSteps<Model, Word> & { readonly said: Word; readonly generations: number },
): ChainLink<Model, Word>[] {
  const where = 'bornAgain';
  checkOptions(where, options, ['said', 'generations', 'train', 'score']);
  const { said, generations, train, score } = options;
  const dispose = (model: Model) => model.dispose();
  return chainOfTeachers({ where, first: said, links: generations, train, score, dispose });
}
