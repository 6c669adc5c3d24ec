import { clickLabels } from '../../../data/click/downsample-negatives';
import type { ClickSoftTargets } from '../../../distill/click/click-soft-targets';
import {
  choosePairsToLabel,
  teacherUncertainty,
  type Uncertainty,
} from '../../../distill/strategies/choose-pairs-to-label';
import { clickAsClasses } from '../../../distill/strategies/click-as-classes';
import { Random } from '../../../random';
import { fewLabelDecays } from '../few-label-decays';
import type { ClickCase } from './click-case';
import type { ClickStrategyMaterial } from './click-strategy-material';
import { type ClickCaseOptions, teachClickStudent } from './teach-click-student';

/** So many times the epochs of all rows, at most, for a student that has a few. */
const MOST_EPOCHS = 20;
const ACTIVE_SHARE = 0.05;

function countOf({ data }: ClickStrategyMaterial, share: number): number {
  return Math.max(2, Math.round(share * data.rows.length));
}

/** Places among the training rows whose labels are known; those of a smaller share are among those of a larger one. */
export function labelledPlaces(material: ClickStrategyMaterial, share: number): Int32Array {
  const order = new Random(1).fork('labelled rows').permutation(material.data.rows.length);
  return order.slice(0, countOf(material, share));
}

/** Rows without and with a click among those whose labels are known, at least one of each. */
function frequenciesOf({ data }: ClickStrategyMaterial, places: Int32Array): [number, number] {
  const labels = clickLabels(
    data.table,
    Int32Array.from(places, (place) => data.rows[place]),
  );
  const clicks = labels.reduce((sum, label) => sum + label, 0);
  return [Math.max(1, places.length - clicks), Math.max(1, clicks)];
}

/** @param weight of a known label; the others have none */
function withLabelsOf(options: ClickCaseOptions, places: Int32Array, weight: number) {
  const labelWeights = new Float32Array(options.material.data.rows.length);
  for (const place of places) labelWeights[place] = weight;
  const frequencies = frequenciesOf(options.material, places);
  return {
    ...teachClickStudent(options, { labelWeights, frequencies }),
    findings: { labels: places.length },
  };
}

function onPlaces({ logits }: ClickSoftTargets, places: Int32Array): ClickSoftTargets {
  return { logits: Float32Array.from(places, (place) => logits[place]), hidden: null };
}

/** Plain distillation, or learning from scratch, that has no rows but the labelled ones, for as many steps as `MOST_EPOCHS` allows. */
const onLabelledRows = (share: number, isTaught: boolean) => (options: ClickCaseOptions) => {
  const { material } = options;
  const { data, said, settings } = material;
  const places = labelledPlaces(material, share);
  const times = Math.min(MOST_EPOCHS, Math.round(1 / share));
  return teachClickStudent(options, {
    rows: Int32Array.from(places, (place) => data.rows[place]),
    said: isTaught ? onPlaces(said, places) : null,
    frequencies: frequenciesOf(material, places),
    epochs: times * settings.student.epochs,
    patience: times * settings.student.patience,
  });
};

const percent = (share: number) => `${Math.round(100 * share)}%`;

const scratchOf = (share: number): ClickCase['scratchVariant'] => ({
  name: `from scratch on the ${percent(share)} labelled rows`,
  train: onLabelledRows(share, false),
});

/** A case of that share of the labels, the teacher speaking of all rows. */
function fewLabels(share: number): ClickCase {
  const labelled = (weight: number) => (options: ClickCaseOptions) =>
    withLabelsOf(options, labelledPlaces(options.material, share), weight);
  return {
    strategy: `labels-${percent(share)}`,
    family: 'few labels',
    about: `${percent(share)} of the training labels are known, and the teacher, who had all of them, speaks of every row.`,
    equation: String.raw`\tfrac1n \sum_i \omega_i\, \ell(y_i) + \alpha T^2\, \mathrm{KL}_i,\quad \omega_i = 0 \text{ without a label}`,
    paper: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2 (a transfer set without labels)',
    variants: { 'a label weighs 1': labelled(1), 'labels weigh as if all were known': labelled(1 / share) },
    plainVariant: {
      name: `plain distillation on the ${percent(share)} labelled rows alone`,
      train: onLabelledRows(share, true),
    },
    scratchVariant: scratchOf(share),
    settings: fewLabelDecays,
  };
}

/** The labels are asked for where the members are unsure, or differ. */
const asked = (measure: Uncertainty, diversity: number) => (options: ClickCaseOptions) => {
  const { material } = options;
  const { members, said } = material;
  const uncertainty = teacherUncertainty({ teachers: members.map(clickAsClasses), classes: 2, measure });
  const vectors = said.hidden ?? { values: said.logits, width: 1 };
  const count = countOf(material, ACTIVE_SHARE);
  return withLabelsOf(options, choosePairsToLabel({ uncertainty, vectors, count, diversity }), 1);
};

const active: ClickCase = {
  strategy: 'active-labels',
  family: 'few labels',
  about: `${percent(ACTIVE_SHARE)} of the labels are known, of rows that the teacher is unsure of; the teacher speaks of every row.`,
  equation: String.raw`\arg\max_i u_i^{1 - \delta} d_i^{\,\delta}`,
  paper: 'Sener & Savarese 2018, arXiv:1708.00489; Houlsby et al. 2011, arXiv:1112.5745',
  variants: {
    'most unsure': asked('entropy', 0),
    'unsure and unlike': asked('entropy', 0.5),
    'members differ': asked('disagreement', 0),
  },
  plainVariant: {
    name: `as many labels of rows drawn at random (${percent(ACTIVE_SHARE)})`,
    train: (options) => withLabelsOf(options, labelledPlaces(options.material, ACTIVE_SHARE), 1),
  },
  scratchVariant: scratchOf(ACTIVE_SHARE),
  settings: fewLabelDecays,
};

/** Few labels; with all of them known the case is plain distillation itself. */
export const labelClickCases: readonly ClickCase[] = [...[0.01, 0.05, 0.1, 0.25, 0.5].map(fewLabels), active];
