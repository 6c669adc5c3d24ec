import type { PairBatch } from '../data/recommendation-data';
import type { Random } from '../random';
import type { DistillOptions } from './distill';
import { type DrawnPairs, drawSoftPairs, takePairs } from './soft-pairs';

/** What one step reads: observed rows with their labels, and soft pairs where the teacher is asked. */
export interface DistillDraw {
  readonly observed: PairBatch;
  readonly labels: Int32Array;
  readonly soft: DrawnPairs | null;
}

const alike = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/**
 * Draws what a step reads. Whoever asks next for the same rows, from a stream that stands in the same place, gets what
 * was drawn already, and its stream goes on from where that draw left it: students trained side by side on the same
 * settings read their data once, and none of them can tell.
 */
export class DistillDraws {
  private last: { rows: Int32Array; asks: boolean; from: number[]; to: number[]; draw: DistillDraw } | null =
    null;

  of(options: {
    readonly settings: Pick<DistillOptions, 'student' | 'train' | 'softTargets' | 'softPairsPerRow'>;
    readonly rows: Int32Array;
    readonly asksTeacher: boolean;
    readonly random: Random;
  }): DistillDraw {
    const { settings, rows, asksTeacher: asks, random } = options;
    const from = random.position();
    const { last } = this;
    if (last !== null && last.asks === asks && alike(last.from, from) && alike(last.rows, rows)) {
      random.moveTo(last.to);
      return last.draw;
    }
    const { train, softTargets, softPairsPerRow = 1 } = settings;
    const soft =
      softTargets === null || !asks
        ? null
        : drawSoftPairs(
            softTargets,
            Math.round(rows.length * softPairsPerRow),
            settings.student.classes,
            random,
          );
    const labels = rows.map((row) => train.labels[row]);
    const draw = { observed: takePairs(train, rows), labels, soft };
    this.last = { rows, asks, from, to: random.position(), draw };
    return draw;
  }
}
