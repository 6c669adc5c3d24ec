import { consensusRanking, listOf, rankingDiscrepancy } from './consensus-ranking';
import type { RankedLists } from './teacher-lists';

export interface CurriculumOptions {
  /** States that each teacher comes in, earliest first; 1 for finished teachers alone. */
  readonly stages: number;
  readonly k: number;
  readonly lambda: number;
  /** A check every so many epochs. */
  readonly every: number;
  /** On to the next state once the distance to it has shrunk by this factor; above 1. */
  readonly threshold: number;
}

/** How far one context has come with one teacher. */
interface Progress {
  stage: number;
  /** Discrepancy from the next state when this one was entered; null before the first check. */
  start: number | null;
}

/**
 * Which state of each teacher a context learns from: easy ones, early in the teacher's training, first. It is kept in
 * memory from batch to batch, and begins anew with a new method.
 * @see Kang et al. 2023, arXiv:2303.01130, section 4.1 (dynamic knowledge construction)
 */
export class TeachersCurriculum {
  private readonly options: CurriculumOptions;
  private readonly progress = new Map<number, Progress[]>();
  private readonly checked = new Map<number, number>();

  constructor(options: CurriculumOptions) {
    this.options = options;
  }

  /**
   * The consensus of the teachers' present states on one context, after a check of the student's progress where one
   * is due.
   * @param query.teachers the states of the first teacher, then those of the second, ...
   * @param query.student the student's own best k items
   * @returns its best k items, and whether every teacher has reached its last state
   */
  rankingFor(query: {
    readonly context: number;
    readonly row: number;
    readonly epoch: number;
    readonly teachers: readonly RankedLists[];
    readonly student: ArrayLike<number>;
  }): { readonly items: Int32Array; readonly isFinal: boolean } {
    const { context, row, epoch, teachers } = query;
    const { stages, k, lambda, every } = this.options;
    const count = teachers.length / stages;
    const steps =
      this.progress.get(context) ?? Array.from({ length: count }, () => ({ stage: 0, start: null }));
    this.progress.set(context, steps);
    const state = (teacher: number, stage: number) => listOf(teachers[teacher * stages + stage], row);
    if (epoch > 0 && epoch % every === 0 && this.checked.get(context) !== epoch) {
      this.checked.set(context, epoch);
      steps.forEach((step, teacher) => {
        this.advance(step, (stage) => this.distance(state(teacher, stage), query.student));
      });
    }
    const lists = steps.map(({ stage }, teacher) => state(teacher, stage));
    return {
      items: consensusRanking({ lists, k, lambda }),
      isFinal: steps.every(({ stage }) => stage === stages - 1),
    };
  }

  private distance(teacher: Int32Array, ranking: ArrayLike<number>): number {
    const { k, lambda } = this.options;
    return rankingDiscrepancy({ teacher, ranking, k, lambda });
  }

  private advance(step: Progress, distanceTo: (stage: number) => number): void {
    const { stages, threshold } = this.options;
    if (step.stage === stages - 1) return;
    const now = distanceTo(step.stage + 1);
    step.start ??= now;
    if (now > 0 && step.start <= threshold * now) return;
    step.stage++;
    step.start = step.stage < stages - 1 ? distanceTo(step.stage + 1) : null;
  }
}
