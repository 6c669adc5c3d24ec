import * as tf from '@tensorflow/tfjs-node';
import { contextsFrom, type Stretch } from '../../data/build-contexts';
import type { Contexts } from '../../data/contexts';
import { checkOptions, InputError } from '../../errors';
import type { MultVae } from '../../models/ranking/mult-vae';
import type { Scorer } from '../../models/ranking/ranking-model';
import { catalogueLogits } from '../../models/ranking/score-model';
import type { Random } from '../../random';
import type { RankingExamples } from '../ranking/distill-ranking';
import { checkCounts } from '../ranking/methods/check-settings';
import { gumbel } from '../ranking/methods/draw-by-weight';
import { storeTeacher } from '../ranking/store-teacher';
import type { StoredTeacher } from '../ranking/stored-teacher';

/** Histories decoded at a time. */
const BLOCK = 256;

/**
 * Makes histories up: `count` of them, of `length` different items, every place of each as a query. `drawHistories` is
 * the one way to have one, for any teacher that ranks (`(drawn) => drawHistories({ teacher, k, ...drawn })`),
 * `multVaeHistories` another.
 */
export type HistorySource = (options: {
  readonly count: number;
  readonly length: number;
  readonly random: Random;
}) => Contexts;

/**
 * Histories out of nothing: for each one z ~ N(0, I), then items drawn without replacement from softmax(decoder(z)). No
 * history of a user is read.
 * @see Liang et al. 2018, arXiv:1802.05814 (its generative story); Kool et al. 2019, arXiv:1903.06059 (Gumbel top k)
 */
export function multVaeHistories(model: MultVae): HistorySource {
  return ({ count, length, random }) => {
    checkCounts('multVaeHistories', { count, length });
    if (length > model.items) {
      throw new InputError(
        `multVaeHistories: length must be at most the catalogue's ${model.items} items, found ${length}`,
      );
    }
    const lengths = Array.from({ length }, (_, place) => place + 1);
    const stretches: Stretch[] = [];
    while (stretches.length < count) {
      const logits = decodeDrawn(model, Math.min(BLOCK, count - stretches.length), random);
      for (let start = 0; start < logits.length; start += model.items) {
        const items = drawSet(logits.subarray(start, start + model.items), length, random);
        stretches.push({ user: -1, items, lengths });
      }
    }
    return contextsFrom(stretches);
  };
}

/** The decoder's logits at so many z drawn from N(0, I): [rows, items] */
function decodeDrawn(model: MultVae, rows: number, random: Random): Float32Array {
  const z = random.normals(rows * model.latent, 1);
  const logits = tf.tidy(() => catalogueLogits(model.decode(tf.tensor2d(z, [rows, model.latent]))));
  const values = logits.dataSync<'float32'>();
  logits.dispose();
  return values;
}

/** Items one after the other, each by the softmax over those left: the largest of logit + Gumbel noise, in their order. */
function drawSet(logits: Float32Array, length: number, random: Random): Int32Array {
  const keys = Float64Array.from(logits, (logit) => logit + gumbel(random));
  const order = Int32Array.from(keys.keys()).sort((a, b) => keys[b] - keys[a]);
  return order.slice(0, length);
}

/** Queries with what came next, and what a teacher said of them. */
export interface Lessons {
  readonly examples: RankingExamples;
  readonly teacher: StoredTeacher;
}

/**
 * Lessons without a single observed row: histories that a source made up, with a teacher's word on every place.
 * @param options.targets `drawn`: the next item of the history counts as what came next; `none`: the teacher alone speaks
 * @param options.k stored items a query
 * @throws InputError on unknown options, or counts out of range
 * @see Yoo et al. 2019, NeurIPS 32 (KegNet: a generator in the place of data); Yue et al. 2021, arXiv:2109.01165
 *   (recommenders drawn from by their own rankings)
 */
export function syntheticLessons(options: {
  readonly source: HistorySource;
  readonly teacher: Scorer;
  readonly count: number;
  readonly length: number;
  readonly targets: 'drawn' | 'none';
  readonly k: number;
  readonly exclude: 'seen' | 'nothing';
  readonly random: Random;
}): Lessons {
  const known = ['source', 'teacher', 'count', 'length', 'targets', 'k', 'exclude', 'random'];
  checkOptions('syntheticLessons', options, known);
  const { source, teacher, count, length, targets: wanted, k, exclude, random } = options;
  checkCounts('syntheticLessons', { count, length });
  const contexts = source({ count, length, random });
  const { sequences, width, rows, lengths } = contexts;
  const nextOf = (query: number) =>
    lengths[query] < width ? sequences[rows[query] * width + lengths[query]] : -1;
  const targets = rows.map((_, query) => (wanted === 'drawn' ? nextOf(query) : -1));
  return { examples: { contexts, targets }, teacher: storeTeacher({ teacher, contexts, k, exclude }) };
}
