import { checkOptions, InputError } from '../../errors';

/** One list of recommended items a user, best first, as item indices. */
export type TopLists = readonly ArrayLike<number>[];

function exposureOf(where: string, lists: TopLists, items: number): Float64Array {
  const exposure = new Float64Array(items);
  for (const [user, list] of lists.entries()) {
    for (let rank = 0; rank < list.length; rank++) {
      if (!(Number.isInteger(list[rank]) && list[rank] >= 0 && list[rank] < items)) {
        throw new InputError(
          `${where}: lists[${user}][${rank}] is ${list[rank]}; expected an item below ${items}`,
        );
      }
      exposure[list[rank]]++;
    }
  }
  return exposure;
}

/** Share of the catalogue that is recommended to anybody. */
export function catalogueCoverage(options: { readonly lists: TopLists; readonly items: number }): number {
  checkOptions('catalogueCoverage', options, ['lists', 'items']);
  const exposure = exposureOf('catalogueCoverage', options.lists, options.items);
  return exposure.reduce((sum, count) => sum + Number(count > 0), 0) / options.items;
}

/**
 * Gini coefficient of how often each item is recommended: 0 where all items get the same, near 1 where one gets all.
 *   G = Σ_i (2i − n − 1) · x_i / (n · Σ x),  x ascending, i = 1 .. n
 * @returns 0 to 1 − 1/n; NaN where nothing is recommended
 */
export function giniOfExposure(options: { readonly lists: TopLists; readonly items: number }): number {
  checkOptions('giniOfExposure', options, ['lists', 'items']);
  const exposure = exposureOf('giniOfExposure', options.lists, options.items).sort();
  const total = exposure.reduce((sum, count) => sum + count, 0);
  const weighted = exposure.reduce((sum, count, i) => sum + (2 * (i + 1) - options.items - 1) * count, 0);
  return weighted / (options.items * total);
}

function norm(vectors: Float32Array, item: number, width: number): number {
  let sum = 0;
  for (let d = 0; d < width; d++) sum += vectors[item * width + d] ** 2;
  return Math.sqrt(sum);
}

function cosineDistance(vectors: Float32Array, a: number, b: number, width: number): number {
  let dot = 0;
  for (let d = 0; d < width; d++) dot += vectors[a * width + d] * vectors[b * width + d];
  const norms = norm(vectors, a, width) * norm(vectors, b, width);
  return norms === 0 ? 1 : 1 - dot / norms;
}

/**
 * Intra-list distance: the mean cosine distance between two items of one list, averaged over lists of at least two.
 * 0 where a list holds the same thing again and again; an item with a zero vector is at distance 1 from all.
 * @param options.vectors [items, width], row-major, e.g. the text vectors
 * @returns 0 to 2; NaN where no list has two items
 * @see Ziegler et al. 2005, "Improving recommendation lists through topic diversification"
 */
export function intraListDistance(options: {
  readonly lists: TopLists;
  readonly vectors: Float32Array;
  readonly width: number;
}): number {
  checkOptions('intraListDistance', options, ['lists', 'vectors', 'width']);
  const { lists, vectors, width } = options;
  exposureOf('intraListDistance', lists, vectors.length / width);
  const means = lists
    .filter((list) => list.length >= 2)
    .map((list) => {
      let sum = 0;
      for (let i = 0; i < list.length; i++) {
        for (let j = 0; j < i; j++) sum += cosineDistance(vectors, list[i], list[j], width);
      }
      return sum / ((list.length * (list.length - 1)) / 2);
    });
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}
