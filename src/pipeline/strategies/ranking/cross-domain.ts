import type { StoredTeacher } from '../../../distill/ranking/stored-teacher';
import { InputError } from '../../../errors';
import { fewLabelDecays } from '../few-label-decays';
import { fewLabels, withoutTeacher } from './few-labels';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import { type RankingCase, type TrainRankingCase, trainRankingCase } from './train-ranking-case';

function wordFromElsewhere({ source }: RankingStrategyMaterial): StoredTeacher {
  if (source !== null) return source.said;
  throw new InputError('cross-domain: expected a source domain, found none');
}

/** The source's teacher in the place of this data set's, on all queries; labels of a share of the users. */
const transferred =
  (share: number, factor: number): TrainRankingCase =>
  (options) => {
    const { material, plain } = options;
    const word = wordFromElsewhere(material);
    const examples = share === 1 ? material.observed : fewLabels(material, share);
    const { model } = trainRankingCase(options, {
      ...{ examples, teachers: [word], alpha: factor * plain.alpha },
    });
    const own = material.source?.validation ?? Number.NaN;
    return { model, findings: { 'NDCG@10 of the source teacher at home, validation': own } };
  };

function caseOf(share: number): RankingCase {
  const percent = `${100 * share}%`;
  return {
    strategy: `other-domain-${percent}`,
    family: 'cross-domain',
    about: `A teacher of another domain, which shares no user and no item but the space of texts; labels of ${percent} of the users. Where it harms, transfer is negative.`,
    equation: 'z_i = \\langle h(t_{s_1}, \\ldots, t_{s_n}), W t_i \\rangle',
    paper: 'Ding et al. 2021, arXiv:2106.08318; Hou et al. 2022, arXiv:2206.05941',
    variants: {
      'a quarter of alpha': transferred(share, 1 / 4),
      'a twentieth of alpha': transferred(share, 1 / 20),
    },
    plainVariant: withoutTeacher(share),
    scratchVariant: withoutTeacher(share),
    settings: fewLabelDecays,
    excuse: ({ source }) =>
      source === null ? 'no other domain was given, or one of the two has no texts' : null,
  };
}

export const crossDomain: readonly RankingCase[] = [0.05, 0.25, 1].map(caseOf);
