import type { ModelFile } from '../file/model';
import { check } from '../student-error';
import { gru } from './gru';
import { historiesOf } from './histories';
import { lightGcn } from './light-gcn';
import { maskedItem } from './masked-item';
import { matrixFactorizationRanking } from './matrix-factorization-ranking';
import { meanOfHistory } from './mean-of-history';
import { multVae } from './mult-vae';
import type { RankingCore } from './ranking-core';
import { RankingScorer } from './ranking-scorer';
import { selfAttentive } from './self-attentive';
import { twoTower } from './two-tower';

const kinds: Readonly<Record<string, (file: ModelFile) => RankingCore>> = {
  gru,
  'light-gcn': lightGcn,
  'masked-item': maskedItem,
  'matrix-factorization-ranking': matrixFactorizationRanking,
  'mean-of-history': meanOfHistory,
  'mult-vae': multVae,
  'self-attentive': selfAttentive,
  'two-tower': twoTower,
};

/** @throws StudentError where the kind is unknown or the file does not fit it */
export function rankingScorer(file: ModelFile): RankingScorer {
  const { kind, own, config, users, items } = file.description;
  check(Object.hasOwn(kinds, kind), `${own.where}, kind`, Object.keys(kinds).join(', '), kind);
  check(
    items.length === config.count('items'),
    `${own.where}, vocabulary.items`,
    `${config.count('items')} ids`,
    items.length,
  );
  if (config.has('users')) {
    const count = config.count('users', 0);
    check(users.length === count, `${own.where}, vocabulary.users`, `${count} ids`, users.length);
  }
  const options = { leavesOutSeen: own.flag('leavesOutHistory'), maxLength: own.count('maxLength') };
  return new RankingScorer(kinds[kind](file), historiesOf(file), options);
}
