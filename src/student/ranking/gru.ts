import type { ModelFile } from '../file/model';
import { applyTransposed, type Dense, denseNamed } from '../numbers/dense';
import { rowOf } from '../numbers/features';
import { sigmoid } from '../numbers/sigmoid';
import { catalogueVectors } from './catalogue-vectors';
import type { RankingCore } from './ranking-core';

interface GruLayer {
  readonly input: Dense;
  readonly state: Dense;
}

/**
 * r = σ(W_r x + w_r + U_r h + u_r), u = σ(W_u x + w_u + U_u h + u_u), c = tanh(W_c x + w_c + r ⊙ (U_c h + u_c)),
 * h ← c + u ⊙ (h − c), over the history from h = 0 on; hidden is the last h.
 */
export function gru(file: ModelFile): RankingCore {
  const { description, tensors } = file;
  const { vectors, biases } = catalogueVectors(file);
  const { width } = vectors;
  const part = (layer: number, name: string): Dense => {
    const weights = `gru-${layer}/${name}`;
    return denseNamed(tensors, [weights, `${weights}-bias`], [3 * width, width], 3 * width);
  };
  const layers: GruLayer[] = [];
  for (let k = 0; k < description.config.count('layers'); k++)
    layers.push({ input: part(k, 'input'), state: part(k, 'state') });
  const hidden = (_: number, history: Int32Array) => {
    let states = Array.from(history, (item) => rowOf([vectors], item));
    for (const layer of layers) {
      let state: Float32Array = new Float32Array(width);
      states = states.map((x) => {
        state = nextState(applyTransposed(layer.input, x), applyTransposed(layer.state, state), state);
        return state;
      });
    }
    return states[states.length - 1];
  };
  return { vectors, biases, reads: 'history', hidden };
}

function nextState(incoming: Float32Array, fromState: Float32Array, state: Float32Array): Float32Array {
  const width = state.length;
  return state.map((value, k) => {
    const reset = sigmoid(incoming[k] + fromState[k]);
    const update = sigmoid(incoming[width + k] + fromState[width + k]);
    const candidate = Math.tanh(incoming[2 * width + k] + reset * fromState[2 * width + k]);
    return candidate + update * (value - candidate);
  });
}
