import { checkOptions, InputError } from '../../errors';
import type { EpochProgress, Scheduled } from '../scheduled';

/** How a setting goes over the training. */
export interface ScheduleOptions {
  /** In the first epoch. */
  readonly from: number;
  /** From the epoch on with which `until` of the training is done. */
  readonly to: number;
  /** Share of the training over which it changes, above 0 and at most 1. */
  readonly until: number;
}

/** Shares of the way from the first epoch, 0, to the end of the change, 1. */
function way(where: string, options: ScheduleOptions): (progress: EpochProgress) => number {
  checkOptions(where, options, ['from', 'to', 'until']);
  const { from, to, until } = options;
  if (!(until > 0 && until <= 1)) {
    throw new InputError(`${where}: until must be a share above 0 and at most 1, found ${until}`);
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new InputError(`${where}: from and to must be finite numbers, found ${from} and ${to}`);
  }
  return ({ epoch, epochs }) => (epochs > 1 ? Math.min(1, epoch / (until * (epochs - 1))) : 1);
}

/**
 * alpha or a temperature that goes evenly from one value to another: a(s) = from + (to − from) · s, s being the share of
 * the change that is done. `to: 0` lets go of the teacher, as annealing does.
 * @see Jafari et al. 2021, arXiv:2104.07163 (annealing KD); Clark et al. 2019, arXiv:1907.04829 (teacher annealing)
 */
export function linearSchedule(options: ScheduleOptions): Exclude<Scheduled, number> {
  const share = way('linearSchedule', options);
  const { from, to } = options;
  return (progress) => from + (to - from) * share(progress);
}

/** The same along half a wave, slow at both ends: a(s) = to + (from − to) · (1 + cos(π s)) / 2. */
export function cosineSchedule(options: ScheduleOptions): Exclude<Scheduled, number> {
  const share = way('cosineSchedule', options);
  const { from, to } = options;
  return (progress) => to + ((from - to) * (1 + Math.cos(Math.PI * share(progress)))) / 2;
}

/** Like `linearSchedule` and `cosineSchedule`, at one go: `from` before the share `until` of the epochs, `to` after it. */
export function stepSchedule(options: ScheduleOptions): Exclude<Scheduled, number> {
  way('stepSchedule', options);
  const { from, to, until } = options;
  return ({ epoch, epochs }) => (epoch < until * epochs ? from : to);
}
