import { InputError } from '../../errors';
import { Random } from '../../random';

/**
 * The trial whose key or label begins with a text, or one at random.
 * @throws InputError where none does, or several do
 */
export function chooseTrial<Trial>(options: {
  readonly trials: readonly Trial[];
  readonly namesOf: (trial: Trial) => { readonly key: string; readonly label: string };
  readonly asked: string | undefined;
  readonly seed: number;
}): Trial {
  const { trials, namesOf, asked, seed } = options;
  if (asked === undefined) return trials[new Random(seed).fork('verify').integer(trials.length)];
  const named = trials.map((trial) => ({ trial, ...namesOf(trial) }));
  const whole = named.filter(({ key, label }) => key === asked || label === asked);
  const found = whole.length > 0 ? whole : named.filter((own) => beginsSo(own, asked));
  if (found.length === 1) return found[0].trial;
  const some = (found.length === 0 ? named : found)
    .slice(0, 3)
    .map(({ key, label }) => `${key.slice(0, 8)} (${label})`);
  throw new InputError(
    `--trial ${asked}: expected the beginning of one of ${trials.length} keys or labels, e.g. ${some.join(', ')}; found ${found.length} that begin so`,
  );
}

const beginsSo = ({ key, label }: { key: string; label: string }, asked: string) =>
  key.startsWith(asked) || label.startsWith(asked);
