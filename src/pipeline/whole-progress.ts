import { ablationName, ablationVariants } from './ablation';
import { trainingsOfComparison } from './compare-student';
import type { PipelineEvent, PipelineListener } from './events';
import type { PipelineSettings } from './settings';
import { methods } from './student-trial';

/** The stage under which progress over everything is told. */
export const wholeRun = 'whole run';

/** One of the teacher's heads takes about as long as so many students. */
const HEAD = 4;

/** Stages of one split whose progress events count, with what one of their steps weighs and how many there are. */
export type Plan = ReadonlyMap<string, { readonly weight: number; readonly steps: number }>;

type GrowingPlan = Map<string, { readonly weight: number; readonly steps: number }>;

function planTeacher({ teacher }: PipelineSettings): GrowingPlan {
  return new Map([
    ['fine-tuning the language model', { weight: HEAD, steps: teacher.fineTuning.epochs }],
    ['teacher', { weight: HEAD, steps: teacher.members }],
  ]);
}

function planSplit(settings: PipelineSettings, students: readonly string[]): Plan {
  const { student, distillation, seeds } = settings;
  const rates = methods.length * student.learningRates.length * student.weightDecays.length;
  const softness = distillation.temperatures.length * distillation.alphas.length;
  const plan = planTeacher(settings);
  for (const name of students) {
    plan.set(`search ${name}: rate and decay`, { weight: 1, steps: rates });
    plan.set(`search ${name}: temperature and alpha`, { weight: 1, steps: softness });
    plan.set(`final comparison ${name}`, { weight: 1, steps: trainingsOfComparison(seeds.length) });
  }
  return plan;
}

/** What a whole run consists of, to say how far it is and how much is left. */
export class WholeProgress {
  private readonly plans = new Map<string, Plan>();
  private readonly done = new Map<string, number>();

  constructor(
    private readonly name: string,
    private readonly onEvent: PipelineListener | undefined,
  ) {}

  addSplit(split: string, settings: PipelineSettings, students: readonly string[]): void {
    this.plans.set(split, planSplit(settings, students));
  }

  addAblation(split: string, settings: PipelineSettings): void {
    for (const { text, settings: own } of ablationVariants(settings)) {
      this.plans.set(ablationName(split, text), planTeacher(own));
    }
  }

  add(name: string, plan: Plan): void {
    this.plans.set(name, plan);
  }

  /** Passes events on, each followed by how far the whole is where that has changed. */
  readonly listener: PipelineListener = (event) => {
    this.onEvent?.(event);
    if (event.kind === 'progress') this.count(event);
  };

  /** Everything that was planned under this name is done, also what lay in a cache. */
  close(name: string): void {
    for (const [stage, { weight, steps }] of this.plans.get(name) ?? []) {
      this.done.set(`${name}/${stage}`, weight * steps);
    }
    this.tell();
  }

  private count({ split, stage, done }: PipelineEvent & { kind: 'progress' }): void {
    const planned = this.plans.get(split)?.get(stage);
    if (planned === undefined) return;
    this.done.set(`${split}/${stage}`, planned.weight * Math.min(done, planned.steps));
    this.tell();
  }

  /** Says how far the whole is. */
  tell(): void {
    const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
    const planned = [...this.plans.values()].flatMap((plan) => [...plan.values()]);
    this.onEvent?.({
      kind: 'progress',
      split: this.name,
      stage: wholeRun,
      done: sum(this.done.values()),
      total: sum(planned.map(({ weight, steps }) => weight * steps)),
    });
  }
}
