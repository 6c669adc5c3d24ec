import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { ClickColumns } from '../click/click-columns';
import { formatCsv } from '../tables/format-csv';
import { AD_TOPICS, drawAdTitles } from './sample-ad-titles';

/** How many values each categorical field has. */
export interface SampleClickSizes {
  readonly user: number;
  readonly ad: number;
  readonly site: number;
  readonly device: number;
}

/** So many that most pairs of user and ad are met once or never. */
const SPARSE: SampleClickSizes = { user: 400, ad: 200, site: 40, device: 5 };
const FIELDS = Object.keys(SPARSE) as (keyof SampleClickSizes)[];
const DIMENSIONS = 4;
const BIAS = -1.9;
const WEIGHT_SPREAD = 0.5;
const VECTOR_SPREAD = 0.5;
/** Of an advertisement's effects where it has a topic. */
const OWN_PART = 0.3;
const TOPIC_PART = 2;
/** How much a price lowers the chance, a unit of its logarithm. */
const PRICE_SLOPE = -0.4;
const PRICE_MISSING = 0.05;
const SECONDS_BETWEEN_ROWS = 30;
const OPENED = Date.UTC(2024, 0, 1) / 1000;

/** What the columns of the sample are. */
export const sampleClickColumns: ClickColumns = {
  label: 'click',
  numeric: ['price'],
  categorical: [...FIELDS, { column: 'hour', name: 'hour_of_day', characters: [6, 8] }],
  user: 'user',
  time: 'time',
  others: 'leave-out',
};

/** The same where the advertisements have titles, which models that read may read. */
export const titledClickColumns: ClickColumns = { ...sampleClickColumns, texts: ['title'] };

/** A synthetic click log, and what no real one tells. */
export interface ClickSample {
  /** CSV with the columns click, time, hour (YYMMDDHH), user, ad, site, device, price and, where asked for, title. */
  readonly csv: string;
  /** [rows] the true chance of a click. */
  readonly probabilities: Float64Array;
  /** Mean entropy of the true chances in nats: no model has a smaller log-loss on these rows but by luck. */
  readonly bayesLogLoss: number;
}

/** Effects of a field's values: each has a weight and a vector. */
interface Effects {
  readonly weights: Float32Array;
  readonly vectors: Float32Array;
}

function drawEffects(size: number, random: Random): Effects {
  return {
    weights: random.normals(size, WEIGHT_SPREAD),
    vectors: random.normals(size * DIMENSIONS, VECTOR_SPREAD),
  };
}

/**
 * Factorization machine over the fields' values:
 *   z = Σ_f w_f + Σ_{f<g} ⟨v_f, v_g⟩
 * @see Rendle 2010, "Factorization Machines"
 */
function score(effects: readonly Effects[], values: readonly number[]): number {
  let sum = 0;
  effects.forEach(({ weights }, f) => {
    sum += weights[values[f]];
  });
  for (let d = 0; d < DIMENSIONS; d++) {
    const parts = effects.map(({ vectors }, f) => vectors[values[f] * DIMENSIONS + d]);
    const total = parts.reduce((a, b) => a + b, 0);
    sum += (total * total - parts.reduce((a, b) => a + b * b, 0)) / 2;
  }
  return sum;
}

/** Small numbers are drawn more often than large ones, as the popular is. */
function drawValue(size: number, random: Random): number {
  return Math.floor(size * random.uniform() ** 2);
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

/** 1704067200 as 24010100. */
function hourText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(2, 13).replace(/[-T]/g, '');
}

/** Effects of the topics, and of what an advertisement has of its own beside. */
function effectsByTopic(topicOf: Int32Array, own: Effects, topics: Effects): Effects {
  const mixed = (width: number, of: (effects: Effects) => Float32Array) =>
    of(own).map((x, i) => {
      const [ad, d] = [Math.floor(i / width), i % width];
      return OWN_PART * x + TOPIC_PART * of(topics)[topicOf[ad] * width + d];
    });
  return {
    weights: mixed(1, ({ weights }) => weights),
    vectors: mixed(DIMENSIONS, ({ vectors }) => vectors),
  };
}

interface Drawing {
  readonly sizes: SampleClickSizes;
  readonly effects: readonly Effects[];
  readonly titles: readonly string[] | null;
  readonly random: Random;
}

/** One row as CSV has it, and its chance. */
function drawRow(row: number, { sizes, effects, titles, random }: Drawing): [(string | number)[], number] {
  const values = FIELDS.map((field) => drawValue(sizes[field], random));
  const logPrice = random.normal();
  const hasPrice = random.uniform() >= PRICE_MISSING;
  const z = BIAS + score(effects, values) + (hasPrice ? PRICE_SLOPE * logPrice : 0);
  const chance = 1 / (1 + Math.exp(-z));
  const time = OPENED + row * SECONDS_BETWEEN_ROWS;
  const names = values.map((value, f) => `${FIELDS[f][0]}${value}`);
  const price = hasPrice ? (10 * Math.exp(logPrice)).toFixed(2) : '';
  const title = titles === null ? [] : [titles[values[FIELDS.indexOf('ad')]]];
  return [[random.uniform() < chance ? 1 : 0, time, hourText(time), ...names, price, ...title], chance];
}

/**
 * Makes a synthetic click log whose truth is known: a factorization machine over user, ad, site and device, and the price,
 * which is missing in one row of twenty. About one row in five is a click. One seed, one text, byte for byte; the same
 * seed with more rows continues it. With titles most of what an advertisement does is that of its topic, which its title
 * tells: who reads it knows advertisements that were hardly ever shown.
 * @param options.sizes 400 users, 200 ads, 40 sites and 5 devices where not given; with fewer, a log of the same length
 *   tells more of each pair
 * @throws InputError unless rows and sizes are whole numbers from 1
 */
export function sampleClicks(options: {
  readonly rows: number;
  readonly seed: number;
  readonly sizes?: SampleClickSizes;
  readonly hasTitles?: boolean;
}): ClickSample {
  checkOptions('sampleClicks', options, ['rows', 'seed', 'sizes', 'hasTitles']);
  const { rows, seed, sizes = SPARSE, hasTitles = false } = options;
  checkOptions('sampleClicks (sizes)', sizes, FIELDS);
  for (const [name, value] of Object.entries({ rows, ...sizes }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InputError(`sampleClicks: ${name} must be a whole number from 1, found ${value}`);
  const random = new Random(seed);
  const own = FIELDS.map((field) => drawEffects(sizes[field], random.fork(field)));
  const ads = hasTitles ? drawAdTitles(sizes.ad, random.fork('titles')) : null;
  const byTopic = (topicOf: Int32Array, effects: Effects) =>
    effectsByTopic(topicOf, effects, drawEffects(AD_TOPICS, random.fork('topics')));
  const effects = FIELDS.map((field, f) =>
    field === 'ad' && ads !== null ? byTopic(ads.topicOf, own[f]) : own[f],
  );
  const stream = random.fork('rows');
  const probabilities = new Float64Array(rows);
  const cells = Array.from({ length: rows }, (_, row) => {
    const [texts, chance] = drawRow(row, { sizes, effects, titles: ads?.titles ?? null, random: stream });
    probabilities[row] = chance;
    return texts;
  });
  return {
    csv: formatCsv(['click', 'time', 'hour', ...FIELDS, 'price', ...(hasTitles ? ['title'] : [])], cells),
    probabilities,
    bayesLogLoss: probabilities.reduce((sum, p) => sum + entropy(p), 0) / rows,
  };
}
