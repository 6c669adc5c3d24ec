import * as methods from '../../distill/ranking/methods';
import { catalogueKl } from '../../distill/ranking/methods/catalogue-kl';
import type { RankingMethod } from '../../distill/ranking/ranking-method';
import { InputError } from '../../errors';
import type { Random } from '../../random';

/** What a method is made for: the student's shape, and what was stored of the teacher. */
export interface CreateMethodOptions {
  readonly name: MethodName;
  readonly temperature: number;
  /** Width of the student's vectors. */
  readonly studentWidth: number;
  /** Width of the teacher's stored vectors; null where none were stored. */
  readonly teacherWidth: number | null;
  /** Stored items a context. */
  readonly k: number;
  /** How often training took each item. */
  readonly popularity: Float32Array;
  readonly epochs: number;
  readonly random: Random;
}

interface Recipe {
  readonly make: (options: CreateMethodOptions) => RankingMethod;
  /** Reads a temperature; others are searched without. */
  readonly isSoftened: boolean;
  /** Says enough of the ranking to teach a student without observed items beside it. */
  readonly standsAlone: boolean;
}

/** Items compared a batch where a method compares vectors of items. */
const ITEMS = 256;
/** Contexts compared a batch where it compares all pairs, or triples, of them. */
const PAIRS = 128;
const TRIPLES = 32;
/** Places of the teacher's list that the ranking methods read. */
const LIST = 50;

function widths({ name, studentWidth, teacherWidth }: CreateMethodOptions) {
  if (teacherWidth !== null) return { studentWidth, teacherWidth };
  throw new InputError(
    `method ${name} compares vectors, but none of the teacher's were stored; take one that reads rankings alone`,
  );
}

/** Small catalogues have fewer items than the literature draws. */
const compared = ({ popularity }: CreateMethodOptions) => Math.min(ITEMS, popularity.length);

/** Items beside a list of `taken` ones and the next item. */
const others = ({ popularity }: CreateMethodOptions, taken: number, wanted: number) =>
  Math.max(1, Math.min(wanted, popularity.length - taken - 1));

const list = ({ k }: CreateMethodOptions) => Math.min(LIST, k);

/** Where one epoch in three is over, the student's own ranking says enough to be read. */
const settled = ({ epochs }: CreateMethodOptions) => Math.ceil(epochs / 3);

const alone = { isSoftened: true, standsAlone: true };
const beside = { isSoftened: false, standsAlone: false };

const recipes = {
  'catalogue-kl': { ...alone, make: ({ temperature }) => catalogueKl({ temperature }) },
  'top-k-kl': { ...alone, standsAlone: false, make: ({ temperature }) => methods.topKKl({ temperature }) },
  'sampled-kl': {
    ...alone,
    make: (o) =>
      methods.sampledKl({ temperature: o.temperature, k: list(o), others: others(o, list(o), 4 * LIST) }),
  },
  rd: {
    ...beside,
    make: (o) =>
      methods.rankingDistillation({
        k: Math.min(10, o.k),
        lambda: 10,
        dynamic: { samples: others(o, Math.min(10, o.k), 100), mu: 0.1, fromEpoch: settled(o) },
      }),
  },
  cd: {
    ...beside,
    isSoftened: true,
    make: (o) =>
      methods.collaborativeDistillation({
        count: list(o),
        lambda: 20,
        temperature: o.temperature,
        bias: 0,
        guide: 'teacher',
      }),
  },
  rrd: {
    ...beside,
    standsAlone: true,
    make: (o) =>
      methods.relaxedRankingDistillation({
        k: list(o),
        interesting: list(o),
        uninteresting: others(o, list(o), LIST),
        lambda: 10,
      }),
  },
  'rrd-uniform': {
    ...beside,
    standsAlone: true,
    make: (o) =>
      methods.relaxedRankingDistillation({
        k: list(o),
        interesting: list(o),
        uninteresting: others(o, list(o), LIST),
        lambda: null,
      }),
  },
  de: {
    ...beside,
    make: (o) =>
      methods.distillationExperts({
        ...widths(o),
        experts: 5,
        items: compared(o),
        temperature: { start: 1, end: 1e-3, epochs: o.epochs },
        random: o.random,
      }),
  },
  ftd: {
    ...beside,
    make: (o) =>
      methods.fullTopologyDistillation({ teacherWidth: widths(o).teacherWidth, items: compared(o) }),
  },
  htd: {
    ...beside,
    make: (o) =>
      methods.hierarchicalTopologyDistillation({
        ...widths(o),
        groups: 10,
        items: compared(o),
        temperature: 1,
        alpha: 0.5,
        level: 'group-group',
        random: o.random,
      }),
  },
  bd: {
    ...beside,
    isSoftened: true,
    make: (o) =>
      methods.bidirectionalDistillation({ count: list(o), epsilon: 1e-2, temperature: o.temperature }),
  },
  unkd: {
    ...beside,
    make: (o) => methods.unbiasedDistillation({ popularity: o.popularity, groups: 4, pairs: 30, lambda: 20 }),
  },
  dcd: { ...beside, make: (o) => methods.dualCorrection({ k: list(o), count: 20, mu: 0.1 }) },
  'rkd-distance': {
    ...beside,
    make: (o) => methods.relationalDistance({ teacherWidth: widths(o).teacherWidth, rows: PAIRS }),
  },
  'rkd-angle': {
    ...beside,
    make: (o) => methods.relationalAngle({ teacherWidth: widths(o).teacherWidth, rows: TRIPLES }),
  },
  hint: { ...beside, make: (o) => methods.hint({ ...widths(o), items: compared(o), random: o.random }) },
  dllm2rec: {
    ...beside,
    standsAlone: true,
    make: (o) =>
      methods.combineMethods([
        {
          method: methods.importanceAwareRanking({
            k: Math.min(10, o.k),
            negatives: others(o, Math.min(10, o.k), LIST),
            importance: { position: 0.3, confidence: 0.5, consistency: 0.1, lambda: 10, temperature: 1 },
          }),
          weight: 1,
        },
        {
          method: methods.collaborativeEmbedding({ ...widths(o), items: compared(o), random: o.random }),
          weight: 0.1,
        },
      ]),
  },
  'kl-and-hint': {
    ...alone,
    make: (o) =>
      methods.combineMethods([
        { method: catalogueKl({ temperature: o.temperature }), weight: 1 },
        { method: methods.hint({ ...widths(o), items: compared(o), random: o.random }), weight: 0.1 },
      ]),
  },
} as const satisfies Readonly<Record<string, Recipe>>;

export type MethodName = keyof typeof recipes;

export const methodNames = Object.keys(recipes) as MethodName[];

const both = ['hidden', 'itemVectors'] as const;

const vectorsRead: { readonly [Name in MethodName]?: readonly (typeof both)[number][] } = {
  ...{ de: both, ftd: both, htd: both, hint: both, dllm2rec: both, 'kl-and-hint': both },
  ...{ 'rkd-distance': ['hidden'], 'rkd-angle': ['hidden'] },
};

/** Which vectors of the teacher a method cannot do without: of contexts, of items; none where it reads lists alone. */
export function vectorsReadBy(name: MethodName): readonly (typeof both)[number][] {
  return vectorsRead[name] ?? [];
}

/** Which of temperature and the weight of observed items a search should vary. */
export function methodTraits(name: MethodName): Pick<Recipe, 'isSoftened' | 'standsAlone'> {
  const { isSoftened, standsAlone } = recipes[name];
  return { isSoftened, standsAlone };
}

/** A method by its name, with the settings of the literature where a trial has no say. */
export function createMethod(options: CreateMethodOptions): RankingMethod {
  return recipes[options.name].make(options);
}
