import type { ModelFile } from '../file/model';
import { check } from '../student-error';
import { historiesOf } from './histories';
import type { RankingCore } from './ranking-core';
import { RankingScorer } from './ranking-scorer';

/** Each kind is loaded with the first student of that kind. */
const kinds: Readonly<Record<string, () => Promise<(file: ModelFile) => RankingCore>>> = {
  gru: async () => (await import('./gru.js')).gru,
  'light-gcn': async () => (await import('./light-gcn.js')).lightGcn,
  'masked-item': async () => (await import('./transformer-kinds.js')).maskedItem,
  'matrix-factorization-ranking': async () =>
    (await import('./matrix-factorization-ranking.js')).matrixFactorizationRanking,
  'mean-of-history': async () => (await import('./mean-of-history.js')).meanOfHistory,
  'mult-vae': async () => (await import('./mult-vae.js')).multVae,
  'self-attentive': async () => (await import('./transformer-kinds.js')).selfAttentive,
  'two-tower': async () => (await import('./two-tower.js')).twoTower,
};

/** @throws StudentError where the kind is unknown or the file does not fit it */
export async function rankingCore(file: ModelFile): Promise<RankingCore> {
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
  return (await kinds[kind]())(file);
}

/** @throws StudentError where the kind is unknown or the file does not fit it */
export async function rankingScorer(file: ModelFile): Promise<RankingScorer> {
  const { own } = file.description;
  const core = await rankingCore(file);
  const options = { leavesOutSeen: own.flag('leavesOutHistory'), maxLength: own.count('maxLength') };
  return new RankingScorer(core, historiesOf(file), options);
}
