import { InputError } from '../../errors';
import type { StrategyCase, StrategyFamily } from './strategy-case';

type Described = Pick<StrategyCase<never, never>, 'strategy' | 'family' | 'about' | 'equation' | 'paper'>;

function lineOf([first, ...others]: readonly Described[]): string {
  const names = [first, ...others].map(({ strategy }) => `**${strategy}**`).join(', ');
  return `- ${names}: ${first.about} $${first.equation}$ *(${first.paper})*`;
}

/**
 * A family's strategies in Markdown: a line each, with what it does, its equation and its paper. One that several tasks
 * have by one name is told once, as the first of them tells it; those of one equation and paper share the first's line.
 * @throws InputError where no case is of the family
 */
export function describeFamily(cases: readonly Described[], family: StrategyFamily): string {
  const known = new Map<string, Described>();
  for (const one of cases)
    if (one.family === family && !known.has(one.strategy)) known.set(one.strategy, one);
  if (known.size === 0) throw new InputError(`describeFamily: no case is of the family "${family}"`);
  const lines = new Map<string, Described[]>();
  for (const one of known.values()) {
    const key = JSON.stringify([one.equation, one.paper]);
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  return [...lines.values()].map(lineOf).join('\n');
}
