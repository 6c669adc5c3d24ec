import { AutoInt } from '../../models/click/auto-int';
import { ClickMlp } from '../../models/click/click-mlp';
import type { ClickModel } from '../../models/click/click-model';
import { DcnV2 } from '../../models/click/dcn-v2';
import { DeepFm } from '../../models/click/deep-fm';
import { TextCrossNetwork } from '../../models/click/text-cross-network';
import { Random } from '../../random';
import type { TextVectors } from '../text-vectors';
import type { ClickMaterial } from './click-material';
import type { ClickTeacherKind } from './click-names';
import type { ClickTeacherSettings } from './click-settings';

function vectorsOf({ texts }: Pick<ClickMaterial, 'texts'>): TextVectors {
  if (texts === null)
    throw new Error('createClickMember: the material was prepared for a teacher that does not read');
  return texts.vectors;
}

/** A member of the teacher's ensemble before its training; the caller disposes it. */
export function createClickMember(options: {
  readonly kind: ClickTeacherKind;
  readonly material: Pick<ClickMaterial, 'table' | 'frequencies' | 'texts'>;
  readonly settings: ClickTeacherSettings;
  readonly seed: number;
}): ClickModel {
  const { kind, material, settings, seed } = options;
  const { dimensions, layers, wideLayers, dropout } = settings;
  const { crossLayers, attentionLayers, heads, headSize } = settings;
  const common = {
    fields: material.table.fields,
    frequencies: material.frequencies,
    sharing: { kind: 'per-field' },
    ...{ dimensions, dropout },
    random: new Random(seed).fork(`click teacher ${kind}`),
  } as const;
  const make: Record<ClickTeacherKind, () => ClickModel> = {
    'dcn-v2': () => new DcnV2({ ...common, layers, crossLayers, rank: null, structure: 'stacked' }),
    'deep-fm': () => new DeepFm({ ...common, layers }),
    'auto-int': () => new AutoInt({ ...common, layers, attentionLayers, heads, headSize }),
    mlp: () => new ClickMlp({ ...common, layers: wideLayers }),
    'language-model': () =>
      new TextCrossNetwork({
        ...{ ...common, layers, crossLayers },
        ...{ texts: vectorsOf(material), textWidth: settings.text.width },
      }),
  };
  return make[kind]();
}
