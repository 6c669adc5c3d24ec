import { Random } from '../../random';
import type { StoredFields } from '../saved-model/stored-fields';
import type { ItemTable } from './catalogue-vectors';
import { GruModel } from './gru-model';
import { LightGcn } from './light-gcn';
import { MaskedItemModel } from './masked-item-model';
import { MatrixFactorizationRanking } from './matrix-factorization-ranking';
import { MeanOfHistoryModel } from './mean-of-history-model';
import { MultVae } from './mult-vae';
import type { RankingModel } from './ranking-model';
import { SelfAttentiveModel } from './self-attentive-model';
import { TwoTowerModel } from './two-tower-model';

/** The kinds of ranking models that can be saved and loaded. */
export type RankingModelKind =
  | 'gru'
  | 'light-gcn'
  | 'masked-item'
  | 'matrix-factorization-ranking'
  | 'mean-of-history'
  | 'mult-vae'
  | 'self-attentive'
  | 'two-tower';

function textOf(stored: StoredFields, side: 'user' | 'item'): ItemTable {
  const { values, shape } = stored.tensor(`${side}-text`);
  return { values, width: shape[1] };
}

const catalogue = (stored: StoredFields) => ({
  items: stored.number('items'),
  dimensions: stored.number('dimensions'),
  withIds: stored.boolean('withIds'),
  idRows: stored.compactRows('idRows'),
  itemText: stored.boolean('withText') ? textOf(stored, 'item') : null,
  random: new Random(0),
});
const attention = (stored: StoredFields) => ({
  layers: stored.number('layers'),
  heads: stored.number('heads'),
  sharesLayers: stored.flag('sharesLayers') || undefined,
  maxLength: stored.number('maxLength'),
  dropout: stored.number('dropout'),
});
const usersAndItems = (stored: StoredFields) => ({
  users: stored.number('users'),
  items: stored.number('items'),
  dimensions: stored.number('dimensions'),
  random: new Random(0),
});

/** How each kind is built again; its weights are overwritten by the saved ones, so the random numbers are idle. */
export const rankingModelKinds: Readonly<Record<RankingModelKind, (stored: StoredFields) => RankingModel>> = {
  gru: (stored) =>
    new GruModel({
      ...catalogue(stored),
      layers: stored.number('layers'),
      dropout: stored.number('dropout'),
    }),
  'light-gcn': (stored) =>
    new LightGcn({
      ...usersAndItems(stored),
      layers: stored.number('layers'),
      graph: { users: stored.indices('graph-users'), items: stored.indices('graph-items') },
    }),
  'masked-item': (stored) =>
    new MaskedItemModel({
      ...attention(stored),
      items: stored.number('items'),
      dimensions: stored.number('dimensions'),
      random: new Random(0),
    }),
  'matrix-factorization-ranking': (stored) =>
    new MatrixFactorizationRanking({ ...catalogue(stored), users: stored.number('users') }),
  'mean-of-history': (stored) =>
    new MeanOfHistoryModel({
      ...catalogue(stored),
      decay: stored.number('decay'),
      dropout: stored.number('dropout'),
    }),
  'mult-vae': (stored) =>
    new MultVae({
      items: stored.number('items'),
      dimensions: stored.number('dimensions'),
      latent: stored.number('latent'),
      dropout: stored.number('dropout'),
      random: new Random(0),
    }),
  'self-attentive': (stored) => new SelfAttentiveModel({ ...catalogue(stored), ...attention(stored) }),
  'two-tower': (stored) =>
    new TwoTowerModel({
      ...usersAndItems(stored),
      decay: stored.number('decay'),
      dropout: stored.number('dropout'),
      userFeatures: stored.features('user'),
      itemFeatures: stored.features('item'),
      userText: stored.boolean('withUserText') ? textOf(stored, 'user') : null,
      itemText: stored.boolean('withItemText') ? textOf(stored, 'item') : null,
    }),
};

export function isRankingModelKind(kind: string): kind is RankingModelKind {
  return Object.hasOwn(rankingModelKinds, kind);
}
