import type { EnsembleMean } from '../../models/click/click-ensemble';
import type { TableSharing } from '../../models/click/field-embeddings';
import type { StudentBudget } from '../student-budget';
import type { TextSource } from '../text-vectors';
import type { ClickMethodName, ClickStudentName, ClickTeacherKind } from './click-names';

/** How texts become ids and numbers; learned from training rows alone. */
export interface ClickEncodingSettings {
  /** A value that fewer training rows have is one with what is missing. */
  readonly minCount: number;
  /** Ids for so many values of a field, or for the buckets that its values are hashed to. */
  readonly ids:
    | { readonly kind: 'most-frequent'; readonly count: number }
    | { readonly kind: 'hash'; readonly buckets: number };
  readonly numericBuckets: 'squared-log' | number;
}

/** How members of the kind `language-model` read; nobody else does. */
export interface ClickTextSettings {
  /** `random` is a control: what a text's place alone is worth. */
  readonly source: Exclude<TextSource, 'none'>;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  readonly maxTokens: number;
  /** Columns that a text's vector is projected to. */
  readonly width: number;
}

/** How the click teacher is made: members of several kinds, whose words are averaged. */
export interface ClickTeacherSettings {
  /** The first one's hidden layer is what hints and relations are drawn to. */
  readonly kinds: readonly ClickTeacherKind[];
  /** Of each kind, trained from different seeds. */
  readonly members: number;
  readonly mean: EnsembleMean;
  readonly dimensions: number;
  /** Widths of the deep layers of DCN-v2, DeepFM and AutoInt. */
  readonly layers: readonly number[];
  /** Widths of the wide MLP. */
  readonly wideLayers: readonly number[];
  readonly crossLayers: number;
  readonly attentionLayers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly dropout: number;
  readonly text: ClickTextSettings;
  readonly epochs: number;
  readonly patience: number;
  readonly batchSize: number;
  /** Searched on validation for each kind, with the first seed. */
  readonly learningRates: readonly number[];
  readonly weightDecays: readonly number[];
}

/** `dimensions` is the width of a feature's vector in `fm` and `mlp`. */
export interface ClickStudentSettings extends StudentBudget {
  readonly students: readonly ClickStudentName[];
  /** Widths of the hidden layers of `mlp`. */
  readonly layers: readonly number[];
  readonly dropout: number;
  readonly sharing: TableSharing;
}

export interface ClickDistillationSettings {
  readonly methods: readonly ClickMethodName[];
  readonly temperatures: readonly number[];
  /** Weights of a method's terms beside the labels. */
  readonly alphas: readonly number[];
  /** Rows of a batch whose relations `rkd` looks at. */
  readonly relationRows: number;
}

export interface ClickSettings {
  readonly encoding: ClickEncodingSettings;
  /** The chance of a training row without a click to stay; 1 keeps all. Logits are set right for the others. */
  readonly negativeShare: number;
  readonly teacher: ClickTeacherSettings;
  readonly student: ClickStudentSettings;
  readonly distillation: ClickDistillationSettings;
  /** Of the students of the final comparison; the first one is the search's. */
  readonly seeds: readonly number[];
}
