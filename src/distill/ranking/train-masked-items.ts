import type * as tf from '@tensorflow/tfjs-node';
import type { Sequences } from '../../data/contexts';
import { historyOf } from '../../data/sequences';
import { checkOptions } from '../../errors';
import type { MaskedItemModel } from '../../models/ranking/masked-item-model';
import type { MaskedSequences } from '../../models/ranking/masked-sequences';
import { catalogueLogits } from '../../models/ranking/score-model';
import type { Random } from '../../random';
import { type FitOptions, type FitResult, fit } from '../../train/fit';
import { nextItemLoss } from '../losses/next-item-loss';

export interface TrainMaskedItemsOptions extends Omit<FitOptions, 'parameters' | 'rows' | 'loss'> {
  readonly model: MaskedItemModel;
  /** Those of the training part, a row a user; a long one is cut into stretches from its end on. */
  readonly sequences: Sequences;
  /** Chance of each item to be hidden; .2 to .6 in the paper. */
  readonly maskShare: number;
  /** Share of the sequences in which the last item is hidden and no other, as it will be asked. */
  readonly lastShare: number;
}

const known = [
  ...['model', 'sequences', 'maskShare', 'lastShare', 'validate', 'epochs', 'batchSize', 'learningRate'],
  ...['weightDecay', 'patience', 'seed', 'warmup', 'schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal'],
  'checkpoint',
];

/**
 * Trains BERT4Rec to name what a mask hides, from what stands before and behind it:
 *   L = mean over the masks of -ln softmax(z_mask)[hidden item]
 * Each epoch hides other items. The paper draws all masks beforehand, ten times; drawn anew they never repeat.
 * @throws RangeError if a share is no probability; InputError on unknown options
 * @see Sun et al. 2019, arXiv:1904.06690, section 3.6
 */
export function trainMaskedItems(options: TrainMaskedItemsOptions): FitResult {
  checkOptions('trainMaskedItems', options, known);
  const { model, sequences, maskShare, lastShare, ...rest } = options;
  for (const [name, value] of Object.entries({ maskShare, lastShare })) {
    if (value >= 0 && value <= 1) continue;
    throw new RangeError(`trainMaskedItems: ${name} must be in [0, 1], found ${value}`);
  }
  const stretches = stretchesOf(sequences, model.places);
  const loss = (rows: Int32Array, random: Random): tf.Scalar => {
    const batch = Array.from(rows, (row) => stretches[row]);
    const { masked, targets } = hideItems({ batch, maskShare, lastShare, random });
    const forward = model.forwardMasked({ sequences: masked, training: true, random });
    return nextItemLoss({ logits: catalogueLogits(forward), targets });
  };
  return fit({ ...rest, parameters: model.parameters, rows: stretches.length, loss });
}

/** Every item once, in stretches of at most so many places; the first of a history may be shorter. */
function stretchesOf(sequences: Sequences, places: number): Int32Array[] {
  const stretches: Int32Array[] = [];
  for (let user = 0; user + 1 < sequences.offsets.length; user++) {
    const history = historyOf(sequences, user);
    for (let end = history.length; end > 0; end -= places) {
      stretches.push(history.slice(Math.max(0, end - places), end));
    }
  }
  return stretches;
}

/** Hides items at random, in each sequence at least one; what one batch is asked. */
export function hideItems(options: {
  readonly batch: readonly Int32Array[];
  readonly maskShare: number;
  readonly lastShare: number;
  readonly random: Random;
}): { readonly masked: MaskedSequences; readonly targets: Int32Array } {
  const { batch, maskShare, lastShare, random } = options;
  const width = batch.reduce((longest, { length }) => Math.max(longest, length), 0);
  const items = new Int32Array(batch.length * width).fill(-1);
  const masks: number[] = [];
  batch.forEach((own, row) => {
    const start = (row + 1) * width - own.length;
    items.set(own, start);
    const isLastAlone = random.uniform() < lastShare;
    const hidden = isLastAlone ? [own.length - 1] : drawPlaces(own.length, maskShare, random);
    masks.push(...hidden.map((place) => start + place));
  });
  return {
    masked: { items, width, masks: Int32Array.from(masks) },
    targets: Int32Array.from(masks, (place) => items[place]),
  };
}

function drawPlaces(length: number, share: number, random: Random): number[] {
  const drawn = Array.from({ length }, (_, place) => place).filter(() => random.uniform() < share);
  return drawn.length > 0 ? drawn : [random.integer(length)];
}
