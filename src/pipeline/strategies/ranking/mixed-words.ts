import type { Contexts } from '../../../data/contexts';
import { knownItems } from '../../../data/known-items';
import { takeContexts } from '../../../data/take-contexts';
import { topKOf } from '../../../distill/ranking/soft-targets/top-k';
import type { StoredTeacher } from '../../../distill/ranking/stored-teacher';
import { levelled } from '../../ranking/ranking-soft';
import type { TeacherPart } from '../../ranking/ranking-teacher';
import type { RankingStrategyMaterial } from './ranking-strategy-material';

/** Queries at a time: their scores by all parts, and the probabilities, lie in memory. */
const BLOCK = 128;
/** The logit of what a list may not hold. */
const NEVER = -1e30;

/** Logits of several teachers over the whole catalogue, [queries, items] each, and what came next. */
export interface CatalogueWords {
  readonly teachers: readonly Float32Array[];
  readonly classes: number;
  /** [queries], -1 where nothing was observed */
  readonly labels: Int32Array;
}

/** The parts of the teacher that validation gave a weight. */
export function heardParts({ teacher }: RankingStrategyMaterial): readonly TeacherPart[] {
  return teacher.parts.filter(({ weight }) => weight > 0);
}

/** A part's logits, as loud as validation made it in the sum; what lists may not hold has no chance. */
function wordOf(
  { seenItems }: RankingStrategyMaterial,
  { scorer, weight }: TeacherPart,
  block: Contexts,
): Float32Array {
  const loud = scorer.score(block).map((score) => weight * score);
  if (seenItems !== 'masked') return levelled(loud, block, seenItems);
  for (let q = 0; q < block.rows.length; q++)
    for (const item of knownItems(block, q)) loud[q * scorer.items + item] = NEVER;
  return loud;
}

/**
 * The parts' words, made one by a rule that sees them over the whole catalogue, as a teacher's on the training queries.
 * @param mix [queries, items], logits
 */
export function mixedWord(
  material: RankingStrategyMaterial,
  mix: (words: CatalogueWords) => Float32Array,
): StoredTeacher {
  const { soft, seenItems } = material;
  const parts = heardParts(material);
  const { contexts, targets } = soft.examples;
  const { k } = soft.teacher;
  const classes = soft.popularity.length;
  const total = targets.length;
  const items = new Int32Array(total * k);
  const logits = new Float32Array(total * k);
  for (let from = 0; from < total; from += BLOCK) {
    const queries = Int32Array.from({ length: Math.min(BLOCK, total - from) }, (_, i) => from + i);
    const block = takeContexts({ contexts, queries });
    const teachers = parts.map((part) => wordOf(material, part, block));
    const scores = mix({ teachers, classes, labels: targets.slice(from, from + queries.length) });
    const exclude = seenItems === 'masked' ? (row: number) => knownItems(block, row) : null;
    const top = topKOf({ scores, items: classes, k, exclude });
    items.set(top.items, from * k);
    logits.set(top.logits, from * k);
  }
  return { contexts: total, k, items, logits };
}
