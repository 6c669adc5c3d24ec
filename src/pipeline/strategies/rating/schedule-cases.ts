import type { Scheduled } from '../../../distill/scheduled';
import { cosineSchedule, linearSchedule, stepSchedule } from '../../../distill/strategies/schedules';
import type { RatingCase } from './rating-case';
import { type RatingCaseOptions, teachRatingStudent } from './teach-rating-student';

const alphaBy = (schedule: (alpha: number) => Scheduled) => (options: RatingCaseOptions) =>
  teachRatingStudent(options, { alpha: schedule(options.plain.alpha) });

const falling = (alpha: number) => ({ from: 2 * alpha, to: 0 });

/** Settings that change from epoch to epoch. */
export const scheduleRatingCases: readonly RatingCase[] = [
  {
    strategy: 'alpha-schedule',
    family: 'adaptive',
    about: "The teacher's weight changes from epoch to epoch, twice the plain one at its highest.",
    equation: String.raw`\alpha(s) = \alpha_0 + (\alpha_1 - \alpha_0)\, s`,
    paper: 'Jafari et al. 2021, arXiv:2104.07163; Clark et al. 2019, arXiv:1907.04829',
    variants: {
      'falls evenly': alphaBy((alpha) => linearSchedule({ ...falling(alpha), until: 1 })),
      'falls along a wave': alphaBy((alpha) => cosineSchedule({ ...falling(alpha), until: 1 })),
      'ends at half': alphaBy((alpha) => stepSchedule({ ...falling(alpha), until: 0.5 })),
      rises: alphaBy((alpha) => linearSchedule({ from: 0, to: 2 * alpha, until: 1 })),
    },
  },
  {
    strategy: 'temperature-schedule',
    family: 'adaptive',
    about: 'The temperature falls from epoch to epoch, from four times the plain one.',
    equation: String.raw`T(s) = 4T + (T - 4T)\, s`,
    paper: 'Jafari et al. 2021, arXiv:2104.07163',
    variants: {
      'falls evenly': (options) => {
        const { temperature } = options.plain;
        const schedule = linearSchedule({ from: 4 * temperature, to: temperature, until: 1 });
        return teachRatingStudent(options, { temperature: schedule });
      },
    },
  },
];
