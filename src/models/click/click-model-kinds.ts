import { Random } from '../../random';
import { AutoInt } from './auto-int';
import { ClickMlp } from './click-mlp';
import type { ClickModel } from './click-model';
import { DcnV2, dcnStructures } from './dcn-v2';
import { DeepFm } from './deep-fm';
import { FactorizationMachine } from './factorization-machine';
import { LogisticRegression } from './logistic-regression';
import type { StoredClickModel } from './stored-click-model';

/** The kinds of click models that can be saved and loaded. */
export type ClickModelKind =
  | 'auto-int'
  | 'click-mlp'
  | 'dcn-v2'
  | 'deep-fm'
  | 'factorization-machine'
  | 'logistic-regression';

const embedded = (stored: StoredClickModel) => ({
  ...stored.common(),
  dimensions: stored.number('dimensions'),
  random: new Random(0),
});
const deep = (stored: StoredClickModel) => ({
  ...embedded(stored),
  layers: stored.numbers('layers'),
  dropout: stored.number('dropout'),
});

/** How each kind is built again; its weights are overwritten by the saved ones, so the random numbers are idle. */
export const clickModelKinds: Readonly<Record<ClickModelKind, (stored: StoredClickModel) => ClickModel>> = {
  'auto-int': (stored) =>
    new AutoInt({
      ...deep(stored),
      attentionLayers: stored.number('attentionLayers'),
      heads: stored.number('heads'),
      headSize: stored.number('headSize'),
    }),
  'click-mlp': (stored) => new ClickMlp(deep(stored)),
  'dcn-v2': (stored) =>
    new DcnV2({
      ...deep(stored),
      crossLayers: stored.number('crossLayers'),
      rank: stored.numberOrNull('rank'),
      structure: stored.word('structure', dcnStructures),
    }),
  'deep-fm': (stored) => new DeepFm(deep(stored)),
  'factorization-machine': (stored) => new FactorizationMachine(embedded(stored)),
  'logistic-regression': (stored) => new LogisticRegression(stored.common()),
};

export function isClickModelKind(kind: string): kind is ClickModelKind {
  return Object.hasOwn(clickModelKinds, kind);
}
