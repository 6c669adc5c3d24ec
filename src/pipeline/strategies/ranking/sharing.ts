import { shareItemTable } from '../../../distill/strategies/shared-item-table';
import type { CompactRows } from '../../../models/compact-table';
import type { ItemTable } from '../../../models/ranking/catalogue-vectors';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import { noHidden } from './teacher-vectors';
import {
  freshStudent,
  type RankingCase,
  type TrainRankingCase,
  trainRankingCase,
} from './train-ranking-case';

/** Layers of the student that shares one among them. */
const LAYERS = 2;

const overTeachersTable =
  (projection: 'learnt' | 'principal'): TrainRankingCase =>
  (options) => {
    const { soft, settings } = options.material;
    const model = shareItemTable({
      table: soft.teacher.itemVectors as ItemTable,
      dimensions: settings.student.dimensions,
      projection,
      createStudent: (itemText) => freshStudent(options, { catalogue: { withIds: false, itemText } }),
    });
    return trainRankingCase(options, { model });
  };

const compact =
  (rowsOf: (items: number) => CompactRows): TrainRankingCase =>
  (options) => {
    const idRows = rowsOf(options.material.soft.popularity.length);
    const catalogue = { withIds: true, itemText: null, idRows };
    return trainRankingCase(options, { model: freshStudent(options, { catalogue }) });
  };

const layered =
  (sharesLayers: boolean): TrainRankingCase =>
  (options) => {
    const { settings } = options.material;
    const deep = { ...settings, student: { ...settings.student, layers: LAYERS } };
    const model = freshStudent({ ...options, student: 'sasrec' }, { settings: deep, sharesLayers });
    return trainRankingCase(options, { model });
  };

/** Two towers read what they read; a catalogue of another make is for the others. */
function ownCatalogueOnly(_: RankingStrategyMaterial, student: string): string | null {
  return student === 'two-tower' ? 'two-tower has a tower for items and takes no other table' : null;
}

export const sharing: readonly RankingCase[] = [
  {
    strategy: 'shared-item-table',
    family: 'sharing',
    about: "The student reads the teacher's item vectors, which stay as they are, by a projection.",
    equation: 'v_i = W t_i \\text{ or } v_i = U_d^\\top (t_i - \\bar t)',
    paper: 'Chen et al. 2022, arXiv:2203.14001; Jolliffe 2002',
    variants: {
      'projection learnt': overTeachersTable('learnt'),
      'principal directions': overTeachersTable('principal'),
    },
    excuse: (material, student) => noHidden(material) ?? ownCatalogueOnly(material, student),
  },
  {
    strategy: 'hashed-ids',
    family: 'sharing',
    about: 'A quarter as many rows as there are items: ids that collide have one vector.',
    equation: 'v_i = E[h(i) \\bmod R]',
    paper: 'Weinberger et al. 2009, arXiv:0902.2206',
    variants: { quarter: compact((items) => ({ kind: 'hashed', rows: Math.ceil(items / 4) })) },
    excuse: ownCatalogueOnly,
  },
  {
    strategy: 'quotient-remainder-ids',
    family: 'sharing',
    about: 'Each item is the product of two rows of far smaller tables.',
    equation: 'v_i = Q[\\lfloor i / m \\rfloor] \\circ R[i \\bmod m]',
    paper: 'Shi et al. 2020, arXiv:1909.02107',
    variants: {
      'root of the items': compact((items) => ({
        kind: 'quotient-remainder',
        remainders: Math.ceil(Math.sqrt(items)),
      })),
      'quarter of the items': compact((items) => ({
        kind: 'quotient-remainder',
        remainders: Math.ceil(items / 4),
      })),
    },
    excuse: ownCatalogueOnly,
  },
  {
    strategy: 'shared-layers',
    family: 'sharing',
    about: 'A transformer student whose two layers are one, against one with two layers of its own.',
    equation: 'h^{(l+1)} = f_\\theta(h^{(l)}) \\text{ with one } \\theta',
    paper: 'Lan et al. 2020, arXiv:1909.11942',
    variants: { 'one layer twice': layered(true) },
    plainVariant: { name: 'plain distillation of a transformer with two layers', train: layered(false) },
  },
];
