import { MatrixFactorizationRanking } from '../../../src/models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../../src/models/ranking/self-attentive-model';
import { Random } from '../../../src/random';
import { goldenValues, shape } from './golden';

const { users, items, dimensions, heads, layers, maxLength, decay } = shape;
const random = () => new Random(3);
const tableOf = (name: string, weight: string, width: number) => ({
  values: goldenValues(name, weight),
  width,
});
const ids = () => ({ items, dimensions, withIds: true, itemText: null, random: random() });
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
};

/** Those that read the history; the others know users alone. */
export const readsHistory = (name: string): boolean =>
  !['matrix-factorization-ranking', 'light-gcn'].includes(name);
