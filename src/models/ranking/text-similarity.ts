import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import type { ItemTable } from './catalogue-vectors';
import { withPlaces } from './gather-queries';
import type { Scorer } from './ranking-model';

/**
 * Ranks by likeness of texts, without training: score_j = ⟨Σ_p decay^(n - p) t_{s_p}, t_j⟩ with t of length 1.
 */
export class TextSimilarity implements Scorer {
  readonly items: number;
  private readonly vectors: tf.Tensor2D;

  constructor(private readonly options: { readonly itemText: ItemTable; readonly decay: number }) {
    const { values, width } = options.itemText;
    this.items = values.length / width;
    this.vectors = tf.tidy(() => {
      const table = tf.tensor2d(values, [this.items, width]);
      return tf.keep(tf.div(table, tf.maximum(tf.norm(table, 2, 1, true), 1e-12))) as tf.Tensor2D;
    });
  }

  score(contexts: Contexts): Float32Array {
    const { rows, lengths, sequences, width } = withPlaces(contexts);
    const weights = new Float32Array(rows.length * width);
    const items = new Int32Array(rows.length * width);
    rows.forEach((row, q) => {
      for (let place = 0; place < lengths[q]; place++) {
        weights[q * width + place] = this.options.decay ** (lengths[q] - 1 - place);
        items[q * width + place] = sequences[row * width + place];
      }
    });
    const scores = tf.tidy(() => {
      const read = tf.gather(this.vectors, tf.tensor1d(items, 'int32'));
      const histories = tf.reshape(read, [rows.length, width, -1]);
      const weighted = tf.matMul(tf.tensor3d(weights, [rows.length, 1, width]), histories as tf.Tensor3D);
      return tf.matMul(tf.reshape(weighted, [rows.length, -1]), this.vectors, false, true);
    });
    const values = scores.dataSync() as Float32Array;
    scores.dispose();
    return values;
  }

  dispose(): void {
    this.vectors.dispose();
  }
}
