import type { Contexts } from '../../data/contexts';
import { checkOptions, InputError } from '../../errors';
import type { ItemTable } from '../../models/ranking/catalogue-vectors';
import { overOtherCatalogue } from '../../models/ranking/over-other-catalogue';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { scorerOf } from '../../models/ranking/score-model';
import { type DistillRankingOptions, distillRanking } from '../ranking/distill-ranking';
import { storeTeacher } from '../ranking/store-teacher';
import type { StoredTeacher } from '../ranking/stored-teacher';

/**
 * Texts of a catalogue with what all of them share taken out, each of length 1: t_i ← (t_i - t̄) / ‖t_i - t̄‖. Two
 * catalogues lie at different places of the text space for what they are about (books, tools); without their means what
 * is left is how items of one catalogue differ. It is for teacher and student alike, each catalogue by its own mean.
 * @returns [items, width]; a text that is the mean stays 0
 * @see Sun, Feng & Saenko 2016, arXiv:1511.05547 (alignment of the second moment too)
 */
export function centredTexts({ values, width }: ItemTable): ItemTable {
  const items = values.length / width;
  const mean = new Float64Array(width);
  values.forEach((value, at) => {
    mean[at % width] += value / items;
  });
  const centred = values.map((value, at) => value - mean[at % width]);
  for (let start = 0; start < centred.length; start += width) {
    const own = centred.subarray(start, start + width);
    const length = Math.hypot(...own);
    if (length > 1e-12) own.set(own.map((value) => value / length));
  }
  return { values: centred, width };
}

/**
 * Has a teacher that was trained on one domain rank the items of another, for queries of that other domain. All that
 * the two share is the space of the texts: the teacher reads a history as texts and answers with texts, so that no user
 * and no item need be known to both,
 *   z_i = ⟨h(text_{s_1}, ..., text_{s_n}), W text_i⟩
 * @param options.teacher of the source domain, without vectors of single items: `SelfAttentiveModel`, `GruModel` or
 *   `MeanOfHistoryModel` with `withIds: false` and `itemText`
 * @param options.itemText [items of the target, width], from the same language model
 * @param options.contexts queries over the target's items, e.g. those of rows without labels too
 * @param options.k stored items a query
 * @throws InputError where the teacher knows single items or users, or the texts are of another width
 * @see Ding et al. 2021, arXiv:2106.08318 (ZESRec: items by their texts across domains); Hou et al. 2022, arXiv:2206.05941
 */
export function teachAcrossDomains(options: {
  readonly teacher: RankingModel;
  readonly itemText: ItemTable;
  readonly contexts: Contexts;
  readonly k: number;
  readonly exclude: 'seen' | 'nothing';
}): StoredTeacher {
  checkOptions('teachAcrossDomains', options, ['teacher', 'itemText', 'contexts', 'k', 'exclude']);
  const { teacher, itemText, ...rest } = options;
  const moved = overOtherCatalogue({ model: teacher, itemText });
  try {
    return storeTeacher({ ...rest, teacher: scorerOf(moved) });
  } finally {
    moved.dispose();
  }
}

/** What a teacher from elsewhere brought. */
export interface Transfer {
  /** Mean over the queries of (metric with the teacher - metric without). */
  readonly gain: number;
  /** Of the gain, over the queries; NaN for a single one. */
  readonly standardError: number;
  /** `undecided` where 0 lies within 1.96 standard errors of the gain. */
  readonly verdict: 'positive' | 'negative' | 'undecided';
  /** [queries], with the teacher less without: for other tests, and to see whom it harms. */
  readonly differences: Float32Array;
}

/**
 * Transfer against none, query by query.
 * @param options.transferred [queries] the metric of the student that had the teacher, larger is better
 * @param options.none [queries] that of its twin without, over the same queries
 * @throws InputError unless both have the same queries, one at least
 */
export function transferGain(options: {
  readonly transferred: Float32Array;
  readonly none: Float32Array;
}): Transfer {
  checkOptions('transferGain', options, ['transferred', 'none']);
  const { transferred, none } = options;
  const count = transferred.length;
  if (count === 0 || none.length !== count) {
    throw new InputError(
      `transferGain: expected the same queries with and without the teacher, found ${count} and ${none.length}`,
    );
  }
  const differences = transferred.map((value, query) => value - none[query]);
  const gain = differences.reduce((sum, value) => sum + value, 0) / count;
  const squares = differences.reduce((sum, value) => sum + (value - gain) ** 2, 0);
  const standardError = count > 1 ? Math.sqrt(squares / (count - 1) / count) : Number.NaN;
  const isSure = Math.abs(gain) > 1.96 * standardError;
  return {
    gain,
    standardError,
    verdict: isSure ? (gain > 0 ? 'positive' : 'negative') : 'undecided',
    differences,
  };
}

export interface MeasureTransferOptions extends Omit<DistillRankingOptions, 'student' | 'validate'> {
  /** A fresh student of the target domain, the same at each call. */
  readonly createStudent: () => RankingModel;
  /** Smaller is better. */
  readonly validate: (student: RankingModel) => number;
  /** [queries], larger is better. */
  readonly measure: (student: RankingModel) => Float32Array;
}

/**
 * Trains a student of the target domain with a teacher from another, and its twin without, on the same labels, seed and
 * budget, and compares them: where the teacher harms, the verdict is `negative`.
 * @returns the transfer, and the student that had the teacher, the caller's to dispose
 */
export function measureTransfer(
  options: MeasureTransferOptions,
): Transfer & { readonly student: RankingModel } {
  const { createStudent, validate, measure, ...rest } = options;
  const trained = (parts: Partial<DistillRankingOptions>) => {
    const student = createStudent();
    try {
      distillRanking({ ...rest, ...parts, student, validate: () => validate(student) });
      return { student, metric: measure(student) };
    } catch (error) {
      student.dispose();
      throw error;
    }
  };
  const alone = trained({ teachers: [], method: null, alpha: 0 });
  alone.student.dispose();
  const { student, metric } = trained({});
  return { ...transferGain({ transferred: metric, none: alone.metric }), student };
}
