import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import type { RankingModel } from '../../models';
import type { NamedValues } from './tables';

/** Sequences of these users without any item. */
function withoutHistory(users: Int32Array): Contexts {
  return {
    ...{ users, sequences: new Int32Array(0), width: 0 },
    ...{ rows: Int32Array.from(users.keys()), lengths: new Int32Array(users.length) },
  };
}

/** What every ranking model scores its contexts against, ids, text and features multiplied out. */
export interface CatalogueTables {
  /** [items, dimensions] */
  readonly vectors: NamedValues;
  /** [items] */
  readonly biases: NamedValues;
}

export function catalogueTables(model: RankingModel): CatalogueTables {
  const result = tf.tidy(() => {
    const contexts = withoutHistory(Int32Array.of(-1));
    const { itemVectors, itemBiases } = model.forward({ contexts, training: false, random: null });
    return { itemVectors: itemVectors.clone(), itemBiases: itemBiases.clone() };
  });
  return {
    vectors: read('item vectors', result.itemVectors),
    biases: read('item biases', result.itemBiases),
  };
}

/** The vectors of an unknown user, then of all users: [1 + users, dimensions]. For models that read no history. */
export function userTable(model: RankingModel, users: number): NamedValues {
  const contexts = withoutHistory(Int32Array.from({ length: users + 1 }, (_, row) => row - 1));
  const hidden = tf.tidy(() => model.forward({ contexts, training: false, random: null }).hidden.clone());
  return read('users', hidden);
}

function read(name: string, tensor: tf.Tensor): NamedValues {
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return { name, shape: tensor.shape, values };
}
