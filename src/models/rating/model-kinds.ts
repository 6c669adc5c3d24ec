import { InputError } from '../../errors';
import type { BertConfig } from '../../language/bert-config';
import { BertEncoder } from '../../language/bert-encoder';
import { Random } from '../../random';
import { CompactFactorization } from './compact-factorization';
import { CrossEncoder } from './cross-encoder';
import { FeedForwardModel } from './feed-forward-model';
import { LinearModel } from './linear-model';
import { MatrixFactorization } from './matrix-factorization';
import type { RatingModel } from './rating-model';
import { unpackSequenceTokens } from './sequence-tokens';
import type { StoredModel } from './stored-model';
import { TextRatingModel } from './text-rating-model';

/** The kinds of models that can be saved and loaded. */
export type RatingModelKind =
  | 'compact-factorization'
  | 'cross-encoder'
  | 'feed-forward'
  | 'linear'
  | 'matrix-factorization'
  | 'text-rating';

const sizes = (stored: StoredModel) => ({ users: stored.number('users'), items: stored.number('items') });
const features = (stored: StoredModel) => ({
  userFeatures: stored.features('user'),
  itemFeatures: stored.features('item'),
});

function encoderOf(stored: StoredModel): BertEncoder {
  const own = stored.part('encoder');
  const config: BertConfig = {
    kind: own.word('kind', ['bert', 'distilbert']),
    vocabulary: own.number('vocabulary'),
    hidden: own.number('hidden'),
    layers: own.number('layers'),
    heads: own.number('heads'),
    intermediate: own.number('intermediate'),
    positions: own.number('positions'),
    tokenTypes: own.number('tokenTypes'),
    layerNormEpsilon: own.number('layerNormEpsilon'),
    dropout: own.number('dropout'),
    attentionDropout: own.number('attentionDropout'),
    initializerRange: own.number('initializerRange'),
  };
  return BertEncoder.initialise({ config, random: new Random(0) });
}

function crossEncoderOf(stored: StoredModel): CrossEncoder {
  const parts = {
    users: stored.number('users'),
    tokens: unpackSequenceTokens(stored),
    history: stored.ratings(),
    historyItems: stored.number('historyItems'),
    frequencies: stored.frequencies,
    random: new Random(0),
  };
  const ownEncoder = encoderOf(stored);
  try {
    return new CrossEncoder({ ...parts, ownEncoder });
  } catch (error) {
    ownEncoder.dispose();
    throw error;
  }
}

function compactFactorizationOf(stored: StoredModel): CompactFactorization {
  const [userRows, itemRows] = [stored.compactRows('userRows'), stored.compactRows('itemRows')];
  if (userRows === undefined || itemRows === undefined)
    throw new InputError(
      `${stored.path}: expected config.userRows and config.itemRows, found none; save the model again`,
    );
  return new CompactFactorization({
    ...{ ...sizes(stored), userRows, itemRows, dimensions: stored.number('dimensions') },
    ...{ frequencies: stored.frequencies, random: new Random(0) },
  });
}

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
  'compact-factorization': compactFactorizationOf,
  'cross-encoder': crossEncoderOf,
};

export function isRatingModelKind(kind: string): kind is RatingModelKind {
  return Object.hasOwn(modelKinds, kind);
}
