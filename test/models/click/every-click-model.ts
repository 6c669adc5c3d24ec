import { AutoInt } from '../../../src/models/click/auto-int';
import { ClickMlp } from '../../../src/models/click/click-mlp';
import type { ClickModel } from '../../../src/models/click/click-model';
import { DcnV2 } from '../../../src/models/click/dcn-v2';
import { DeepFm } from '../../../src/models/click/deep-fm';
import { FactorizationMachine } from '../../../src/models/click/factorization-machine';
import type { TableSharing } from '../../../src/models/click/field-embeddings';
import { LogisticRegression } from '../../../src/models/click/logistic-regression';
import { Random } from '../../../src/random';
import { fields, shape } from './golden';

const { dimensions, heads, headSize, layers: count, rank, wide } = shape;

export interface Variation {
  readonly sharing: TableSharing;
  readonly dropout: number;
  readonly seed: number;
}

const plain: Variation = { sharing: { kind: 'per-field' }, dropout: 0, seed: 3 };

const common = ({ sharing }: Variation) => ({ fields, sharing, frequencies: [3, 2] });
const embedded = (v: Variation) => ({ ...common(v), dimensions, random: new Random(v.seed) });
const deep = (v: Variation) => ({ ...embedded(v), layers: [wide], dropout: v.dropout });
const attention = (v: Variation) => ({ ...deep(v), attentionLayers: count, heads, headSize });

/** Each click model, by its golden's name, in the golden's shape. */
export const everyClickModel: Readonly<Record<string, (variation?: Variation) => ClickModel>> = {
  'logistic-regression': (v = plain) => new LogisticRegression(common(v)),
  'factorization-machine': (v = plain) => new FactorizationMachine(embedded(v)),
  'click-mlp': (v = plain) => new ClickMlp(deep(v)),
  'dcn-v2 parallel': (v = plain) =>
    new DcnV2({ ...deep(v), crossLayers: count, rank: null, structure: 'parallel' }),
  'dcn-v2 stacked of low rank': (v = plain) =>
    new DcnV2({ ...deep(v), crossLayers: count, rank, structure: 'stacked' }),
  'deep-fm': (v = plain) => new DeepFm(deep(v)),
  'auto-int': (v = plain) => new AutoInt({ ...attention(v), layers: [] }),
  'auto-int with dense layers': (v = plain) => new AutoInt(attention(v)),
};
