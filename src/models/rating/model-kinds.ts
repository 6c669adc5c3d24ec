import { Random } from '../../random';
import { FeedForwardModel } from './feed-forward-model';
import { LinearModel } from './linear-model';
import { MatrixFactorization } from './matrix-factorization';
import type { RatingModel } from './rating-model';
import type { StoredModel } from './stored-model';
import { TextRatingModel } from './text-rating-model';

/** The kinds of models that can be saved and loaded. */
export type RatingModelKind = 'feed-forward' | 'linear' | 'matrix-factorization' | 'text-rating';

const sizes = (stored: StoredModel) => ({ users: stored.number('users'), items: stored.number('items') });
const features = (stored: StoredModel) => ({
  userFeatures: stored.features('user'),
  itemFeatures: stored.features('item'),
});

/** How each kind is built again; its weights are overwritten by the saved ones, so the random numbers are idle. */
export const modelKinds: Readonly<Record<RatingModelKind, (stored: StoredModel) => RatingModel>> = {
  linear: (stored) =>
    new LinearModel({
      ...sizes(stored),
      ...features(stored),
      withIds: stored.boolean('withIds'),
      frequencies: stored.frequencies,
    }),
  'matrix-factorization': (stored) =>
    new MatrixFactorization({
      ...sizes(stored),
      dimensions: stored.number('dimensions'),
      frequencies: stored.frequencies,
      random: new Random(0),
    }),
  'feed-forward': (stored) =>
    new FeedForwardModel({
      ...sizes(stored),
      ...features(stored),
      dimensions: stored.number('dimensions'),
      layers: stored.numbers('layers'),
      dropout: stored.number('dropout'),
      frequencies: stored.frequencies,
      random: new Random(0),
    }),
  'text-rating': (stored) =>
    new TextRatingModel({
      ...sizes(stored),
      ...features(stored),
      itemText: stored.text('item'),
      userText: stored.text('user'),
      history: stored.history(),
      dimensions: stored.number('dimensions'),
      hidden: stored.number('hidden'),
      dropout: stored.number('dropout'),
      frequencies: stored.frequencies,
      random: new Random(0),
    }),
};

export function isRatingModelKind(kind: string): kind is RatingModelKind {
  return Object.hasOwn(modelKinds, kind);
}
