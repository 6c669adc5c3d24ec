import { GruModel } from '../../../src/models/ranking/gru-model';
import { LightGcn } from '../../../src/models/ranking/light-gcn';
import { MaskedItemModel } from '../../../src/models/ranking/masked-item-model';
import { MatrixFactorizationRanking } from '../../../src/models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../../src/models/ranking/self-attentive-model';
import { TwoTowerModel } from '../../../src/models/ranking/two-tower-model';
import { Random } from '../../../src/random';
import { goldenValues, shape } from './golden';

const { users, items, dimensions, heads, layers, maxLength, decay } = shape;
const random = () => new Random(3);
const tableOf = (name: string, weight: string, width: number) => ({
  values: goldenValues(name, weight),
  width,
});
const ids = () => ({ items, dimensions, withIds: true, itemText: null, random: random() });
const features = (side: string, width: number) => ({
  names: Array.from({ length: width }, (_, column) => `${side} ${column}`),
  values: goldenValues('two-tower', `${side}-features`),
});
const towers = () => ({ users, items, dimensions, decay, dropout: 0, random: random() });
const attention = { heads, layers, maxLength, dropout: 0 };

/** Each ranking model that gradients train, by its golden's name, in the golden's shape. */
export const everyRankingModel: Readonly<Record<string, () => RankingModel>> = {
  'self-attentive': () => new SelfAttentiveModel({ ...ids(), ...attention }),
  'self-attentive with text': () =>
    new SelfAttentiveModel({
      ...ids(),
      ...attention,
      itemText: tableOf('self-attentive with text', 'item-text', 3),
    }),
  'mean-of-history': () => new MeanOfHistoryModel({ ...ids(), decay, dropout: 0 }),
  'matrix-factorization-ranking': () =>
    new MatrixFactorizationRanking({
      ...ids(),
      users,
      itemText: tableOf('matrix-factorization-ranking', 'item-text', 3),
    }),
  'masked-item': () => new MaskedItemModel({ ...attention, items, dimensions, random: random() }),
  'light-gcn': () =>
    new LightGcn({
      ...{ users, items, dimensions, layers, random: random() },
      graph: {
        users: Int32Array.from(goldenValues('light-gcn', 'graph-users')),
        items: Int32Array.from(goldenValues('light-gcn', 'graph-items')),
      },
    }),
  gru: () => new GruModel({ ...ids(), layers, dropout: 0 }),
  'two-tower': () =>
    new TwoTowerModel({
      ...towers(),
      userFeatures: features('user', 2),
      itemFeatures: features('item', 4),
      userText: tableOf('two-tower', 'user-text', 5),
      itemText: tableOf('two-tower', 'item-text', 3),
    }),
  'two-tower without features': () =>
    new TwoTowerModel({
      ...towers(),
      userFeatures: null,
      itemFeatures: { names: [], values: new Float32Array(0) },
      userText: null,
      itemText: null,
    }),
};

/** Those that read the history; the others know users alone. */
export const readsHistory = (name: string): boolean =>
  !['matrix-factorization-ranking', 'light-gcn'].includes(name);
