import { checkOptions } from '../../errors';
import { checkSameLength } from '../checks';
import { areaUnderCurve } from './auc';
import { type ClickScores, checkClickScores } from './click-scores';

export interface GroupAuc {
  /** Mean of the groups' AUC, weighted by their rows; null where no group has both classes. */
  readonly value: number | null;
  /** Groups that count. */
  readonly groups: number;
  /** Groups with clicks alone or without any: they have no AUC and are left out. */
  readonly leftOut: number;
  /** Their rows. */
  readonly leftOutRows: number;
}

function scoresByGroup({ logits, labels }: ClickScores, groups: ArrayLike<number>) {
  const byGroup = new Map<number, { logits: number[]; labels: number[] }>();
  for (let row = 0; row < groups.length; row++) {
    const own = byGroup.get(groups[row]) ?? { logits: [], labels: [] };
    own.logits.push(logits[row]);
    own.labels.push(labels[row]);
    byGroup.set(groups[row], own);
  }
  return [...byGroup.values()];
}

/**
 * AUC within each user's impressions, averaged with their number as weight: GAUC = Σ_u n_u · AUC_u / Σ_u n_u over the
 * users that have both classes. Unlike the AUC it gives nothing for telling users who click from users who do not.
 * @param options.groups [rows], who saw each row
 * @throws InputError on different lengths, logits that are not finite, or labels other than 0 and 1
 * @see Zhou et al. 2018, arXiv:1706.06978, section 6.3
 */
export function groupAuc(options: ClickScores & { readonly groups: ArrayLike<number> }): GroupAuc {
  checkOptions('groupAuc', options, ['logits', 'labels', 'groups']);
  const { labels, groups } = options;
  checkClickScores('groupAuc', options);
  checkSameLength('groupAuc', { labels, groups });
  const sums = { rows: 0, area: 0, groups: 0, leftOut: 0, leftOutRows: 0 };
  for (const own of scoresByGroup(options, groups)) {
    const rows = own.labels.length;
    const area = areaUnderCurve(own);
    if (area === null) {
      sums.leftOut++;
      sums.leftOutRows += rows;
      continue;
    }
    sums.groups++;
    sums.rows += rows;
    sums.area += rows * area;
  }
  const value = sums.rows === 0 ? null : sums.area / sums.rows;
  return { value, groups: sums.groups, leftOut: sums.leftOut, leftOutRows: sums.leftOutRows };
}
