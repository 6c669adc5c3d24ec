import { grid } from '../../distill/sweep/grid';
import { canonicalJson } from '../../distill/sweep/trial-key';
import { InputError } from '../../errors';
import { Random } from '../../random';
import type { Axis, RandomSearch, Search, SearchSpace } from '../description/sweep-description';
import type { Training } from '../jobs/job-settings';
import type { AxesRead } from './ground';

type Values = Omit<Training, 'method'>;

const axes = [
  ['learningRate', 'learningRates'],
  ['weightDecay', 'weightDecays'],
  ['temperature', 'temperatures'],
  ['alpha', 'alphas'],
  ['hardWeight', 'hardWeights'],
] as const satisfies readonly (readonly [keyof Values, keyof SearchSpace])[];

/** Of axes that a way of training does not read. */
const unread = { temperature: 1, alpha: 0, hardWeight: 1 } as const;

function drawn(axis: Axis, random: Random): number {
  const share = random.uniform();
  if (!('from' in axis)) return axis[Math.floor(share * axis.length)];
  const { from, to, scale } = axis;
  const value = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  // four digits say enough of a setting and can be read
  return Number(value.toPrecision(4));
}

function readBy(
  space: SearchSpace,
  method: string,
  reads: AxesRead,
): readonly (readonly [keyof Values, Axis])[] {
  return axes.flatMap(([name, listed]) => {
    const isRead = !(listed in reads) || reads[listed as keyof AxesRead];
    if (!isRead) return [];
    const axis = space[listed];
    if (axis === undefined)
      throw new InputError(`space: "${method}" reads "${listed}"; list some, or leave the method out`);
    return [[name, axis] as const];
  });
}

/** Without observed items beside it alpha would only rescale the loss, which AdamW does not see. */
function withoutIdleAlpha(values: Values, { alphas }: SearchSpace): Values {
  return values.hardWeight === 0 && Array.isArray(alphas) ? { ...values, alpha: alphas[0] } : values;
}

function draws({ count, seed }: RandomSearch, asked: ReturnType<typeof readBy>) {
  return Array.from({ length: count }, (_, i) => {
    // a stream for each axis, so that all methods share their rates and decays
    const random = new Random(seed).fork(`setting ${i}`);
    return Object.fromEntries(asked.map(([name, axis]) => [name, drawn(axis, random.fork(name))]));
  });
}

function combinations(asked: ReturnType<typeof readBy>) {
  return grid(Object.fromEntries(asked.map(([name, axis]) => [name, axis as readonly number[]])));
}

/**
 * The settings that a search begins with for one way of training, each once.
 * @throws InputError where the space lacks an axis that the method reads
 */
export function trainingsOf(options: {
  readonly space: SearchSpace;
  readonly search: Search;
  readonly method: string;
  readonly reads: AxesRead;
}): Training[] {
  const { space, search, method, reads } = options;
  const start = search.kind === 'halving' ? search.start : search;
  const asked = readBy(space, method, reads);
  const found = start.kind === 'grid' ? combinations(asked) : draws(start, asked);
  const trainings = found.map((values) => ({
    method,
    ...withoutIdleAlpha({ ...unread, ...values } as Values, space),
  }));
  return [...new Map(trainings.map((training) => [canonicalJson(training), training])).values()];
}
