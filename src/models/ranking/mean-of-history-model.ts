import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import type { CompactRows } from '../compact-table';
import { CatalogueVectors, type ItemTable } from './catalogue-vectors';
import { historyMeans } from './history-means';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

export interface MeanOfHistoryOptions {
  readonly items: number;
  readonly dimensions: number;
  /** Weight of an item against the next younger one; 1 is the plain mean, less forgets. */
  readonly decay: number;
  readonly dropout: number;
  readonly withIds: boolean;
  /** Where fewer rows serve the ids (hashed, or quotient and remainder); a row of its own for each unless given. */
  readonly idRows?: CompactRows;
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

/**
 * The shallow student: the decayed mean of the history's item vectors, through one dense layer,
 *   m_n = Σ_p decay^(n-p) v_{s_p} / Σ_p decay^(n-p),  z_i = ⟨W m_n + w, v_i⟩ + b_i
 */
export class MeanOfHistoryModel implements RankingModel {
  readonly kind = 'mean-of-history';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly catalogue: CatalogueVectors;
  private readonly weights: Parameter;
  private readonly offsets: Parameter;

  constructor(private readonly options: MeanOfHistoryOptions) {
    const { random, itemText, ...config } = options;
    const { items, dimensions: d, decay } = options;
    if (!(decay > 0 && decay <= 1))
      throw new RangeError(`MeanOfHistoryModel: decay must be in (0, 1], found ${decay}`);
    this.items = items;
    this.config = { ...config, withText: itemText !== null };
    this.catalogue = new CatalogueVectors(options);
    const values = random.normals(d * d, 0.5 / Math.sqrt(d));
    for (let i = 0; i < d; i++) values[i * d + i] += 1;
    this.weights = new Parameter({ name: 'dense', shape: [d, d], values });
    this.offsets = new Parameter({
      name: 'dense-bias',
      shape: [d],
      values: new Float32Array(d),
      decays: false,
    });
    this.parameters = [...this.catalogue.parameters, this.weights, this.offsets];
    this.constants = this.catalogue.constants;
  }

  forward({ contexts, training, random }: RankingForward): RankingForwardResult {
    const itemVectors = this.catalogue.vectors();
    const history = historyMeans({ itemVectors, contexts, decay: this.options.decay });
    const x =
      training && random !== null ? dropout({ x: history, rate: this.options.dropout, random }) : history;
    const hidden = linear({ x, weights: this.weights.value(), bias: this.offsets.value() });
    return { hidden, itemVectors, itemBiases: this.catalogue.biases() };
  }

  dispose(): void {
    this.catalogue.dispose();
    this.weights.dispose();
    this.offsets.dispose();
  }
}
