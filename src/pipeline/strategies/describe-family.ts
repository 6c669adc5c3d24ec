import { InputError } from '../../errors';
import type { StrategyCase, StrategyFamily } from './strategy-case';

type Described = Pick<StrategyCase<never, never>, 'strategy' | 'family' | 'about' | 'equation' | 'paper'>;

/**
 * A family's strategies in Markdown: a line each, with what it does, its equation and its paper. One that several tasks
 * have by one name is told once, as the first of them tells it.
 * @throws InputError where no case is of the family
 */
export function describeFamily(cases: readonly Described[], family: StrategyFamily): string {
  const known = new Map<string, Described>();
  for (const one of cases)
    if (one.family === family && !known.has(one.strategy)) known.set(one.strategy, one);
  if (known.size === 0) throw new InputError(`describeFamily: no case is of the family "${family}"`);
  return [...known.values()]
    .map(({ strategy, about, equation, paper }) => `- **${strategy}.** ${about} $${equation}$ *(${paper})*`)
    .join('\n');
}
