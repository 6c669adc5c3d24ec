import type { SweepDescription } from '../description/sweep-description';
import type { Job, Json } from '../job';
import { makeJob } from '../job-key';
import { type RunSettings, type Training, validationMetrics } from '../jobs/job-settings';
import type { SweepGround } from './ground';
import type { Planner, PlanState } from './planner';
import { type GroupPlan, planGroup } from './search-group';
import { trainingsOf } from './trainings';

export interface PlanSweepOptions {
  readonly description: SweepDescription;
  readonly ground: SweepGround;
  /** Of each job. */
  readonly threads: number;
}

type Fold = SweepGround['folds'][number];
type Student = SweepGround['students'][number];

/** Jobs by their labels, so that planning again costs no hashing. */
class JobMaker {
  private readonly made = new Map<string, Job>();

  constructor(private readonly options: PlanSweepOptions) {}

  make(options: {
    readonly kind: Job['kind'];
    readonly fold: Fold;
    readonly words: readonly (string | null)[];
    readonly settings: object;
    readonly needs: readonly string[];
  }): Job {
    const { kind, fold, needs } = options;
    const label = [fold.fold, ...options.words].filter((word) => word !== null).join(' ');
    const known = this.made.get(label);
    if (known !== undefined) return known;
    const { ground, threads, description } = this.options;
    const run: RunSettings = {
      ...{ words: fold.words, fold: fold.fold },
      ...{ dataHash: ground.dataHash, codeVersion: ground.codeVersion },
    };
    const settings = { ...run, ...options.settings } as unknown as Record<string, Json>;
    const job = makeJob({ kind, label, settings, needs, threads, limitSeconds: description.limits.job });
    this.made.set(label, job);
    return job;
  }
}

function wordsOf({ method, learningRate, weightDecay, temperature, alpha, hardWeight }: Training): string[] {
  const softness = alpha === 0 ? [] : [`T=${temperature}`, `alpha=${alpha}`];
  const hard = hardWeight === 1 ? [] : [`hard=${hardWeight}`];
  return [method, `lr=${learningRate}`, `wd=${weightDecay}`, ...softness, ...hard];
}

/**
 * A sweep's jobs, fold by fold: the teacher; for each student and way of training a search by validation; and, once every
 * search of a student is over, the final job that compares what was chosen on the test part. What is chosen on a fold is
 * chosen by that fold's validation alone.
 */
export function planSweep(options: PlanSweepOptions): Planner {
  const { description, ground } = options;
  const maker = new JobMaker(options);
  const begins = new Map(
    ground.students.flatMap(({ student, methods }) =>
      methods.map(({ method, reads }) => {
        const { space, search } = description;
        return [`${student} ${method}`, trainingsOf({ space, search, method, reads })] as const;
      }),
    ),
  );
  return (state) => {
    const jobs: Job[] = [];
    let later = 0;
    for (const fold of ground.folds) {
      const teacher = maker.make({ kind: 'teacher', fold, words: ['teacher'], settings: {}, needs: [] });
      jobs.push(teacher);
      for (const student of ground.students) {
        const plan = planStudent({ ...options, maker, state, fold, student, teacher, begins });
        jobs.push(...plan.jobs);
        later += plan.later;
      }
    }
    return { jobs, expected: jobs.length + later };
  };
}

function planStudent(
  options: PlanSweepOptions & {
    readonly maker: JobMaker;
    readonly state: PlanState;
    readonly fold: Fold;
    readonly student: Student;
    readonly teacher: Job;
    readonly begins: ReadonlyMap<string, readonly Training[]>;
  },
): { readonly jobs: readonly Job[]; readonly later: number } {
  const { student, begins } = options;
  const groups = student.methods.map(({ method }) =>
    planMethod(options, begins.get(`${student.student} ${method}`) ?? []),
  );
  const jobs = groups.flatMap((group) => group.jobs);
  const later = groups.reduce((sum, group) => sum + group.later, 0);
  const chosen = groups.map((group) => group.chosen);
  if (chosen.includes('none')) return { jobs, later };
  const whole = chosen.flatMap((choice) => (choice === null || choice === 'none' ? [] : [choice]));
  if (whole.length < groups.length) return { jobs, later: later + 1 };
  return { jobs: [...jobs, finalJob(options, whole)], later };
}

type StudentOptions = Parameters<typeof planStudent>[0];

function planMethod(options: StudentOptions, trainings: readonly Training[]): GroupPlan {
  const { description, maker, fold, student, teacher, state } = options;
  const { search, seeds, task } = description;
  return planGroup({
    ...{ trainings, state, metric: validationMetrics[task] },
    rungs: search.kind === 'halving' ? [...search.rungs, null] : [null],
    eta: search.kind === 'halving' ? search.eta : 2,
    jobsOf: (training, epochs) =>
      seeds.search.map((seed) =>
        maker.make({
          ...{ kind: 'trial', fold, needs: [teacher.key] },
          words: [
            ...[student.student, ...wordsOf(training), `seed=${seed}`],
            epochs === null ? null : `epochs=${epochs}`,
          ],
          settings: { student: student.student, ...training, seed, epochs },
        }),
      ),
  });
}

function finalJob(
  { description, maker, fold, student, teacher }: StudentOptions,
  chosen: readonly { readonly training: Training; readonly needs: readonly string[] }[],
): Job {
  return maker.make({
    ...{ kind: 'final', fold, words: [student.student, 'final'] },
    needs: [teacher.key, ...chosen.flatMap(({ needs }) => needs)],
    settings: {
      student: student.student,
      chosen: chosen.map(({ training }) => training),
      seeds: description.seeds.final,
    },
  });
}
