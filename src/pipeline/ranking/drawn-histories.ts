import type { Contexts } from '../../data/contexts';
import { bestItems } from '../../evaluate/ranking/best-items';
import type { Scorer } from '../../models/ranking/ranking-model';
import type { Random } from '../../random';
import { scoreBlocks } from './ranking-queries';

/**
 * Histories that the teacher makes up: a random first item, then item after item drawn from softmax(teacher's logits)
 * over its `k` best that are not in the history yet. What nobody observed carries the teacher over where data are few.
 * @returns every place of every history as a query
 */
export function drawHistories(options: {
  readonly teacher: Scorer;
  readonly count: number;
  readonly length: number;
  /** The draw is among so many of the teacher's best. */
  readonly k: number;
  readonly random: Random;
  readonly onProgress?: (done: number, total: number) => void;
}): Contexts {
  const { teacher, count, length, k, random, onProgress } = options;
  const sequences = new Int32Array(count * length).fill(-1);
  const sequenceOf = (s: number) => sequences.subarray(s * length, (s + 1) * length);
  for (let s = 0; s < count; s++) sequences[s * length] = random.integer(teacher.items);
  const users = new Int32Array(count).fill(-1);
  const rows = Int32Array.from({ length: count }, (_, s) => s);
  for (let place = 1; place < length; place++) {
    const lengths = new Int32Array(count).fill(place);
    const contexts = { users, sequences, width: length, rows, lengths };
    scoreBlocks(contexts, teacher.items, (block, first) => {
      const scores = teacher.score(block);
      for (let i = 0; i < block.rows.length; i++) {
        const own = scores.subarray(i * teacher.items, (i + 1) * teacher.items);
        const history = sequenceOf(first + i);
        for (let p = 0; p < place; p++) own[history[p]] = Number.NEGATIVE_INFINITY;
        history[place] = drawFrom(own, k, random);
      }
      onProgress?.((place - 1) * count + first + block.rows.length, (length - 1) * count);
    });
  }
  return placesOf(sequences, length);
}

/**
 * Every place of histories behind which nobody known stands, as a query.
 * @param sequences [histories, length], row-major
 */
export function placesOf(sequences: Int32Array, length: number): Contexts {
  const count = sequences.length / length;
  return {
    users: new Int32Array(count).fill(-1),
    sequences,
    width: length,
    rows: Int32Array.from({ length: count * length }, (_, q) => Math.floor(q / length)),
    lengths: Int32Array.from({ length: count * length }, (_, q) => 1 + (q % length)),
  };
}

/** One of the k best by the softmax over them. */
function drawFrom(scores: Float32Array, k: number, random: Random): number {
  const best = bestItems({ scores, k, isCandidate: (item) => scores[item] > Number.NEGATIVE_INFINITY });
  const powers = Float64Array.from(best, (item) => Math.exp(scores[item] - scores[best[0]]));
  let left = random.uniform() * powers.reduce((a, b) => a + b, 0);
  for (let i = 0; i < best.length - 1; i++) {
    left -= powers[i];
    if (left < 0) return best[i];
  }
  return best[best.length - 1];
}
