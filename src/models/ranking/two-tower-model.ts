import type { FeatureTable } from '../../data/recommendation-data';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { Parameter } from '../../tensor/parameter';
import type { ItemTable } from './catalogue-vectors';
import { historyMeans } from './history-means';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';
import { Tower } from './tower';

export interface TwoTowerOptions {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  /** Weight of an item of the history against the next younger one; 1 is the plain mean. */
  readonly decay: number;
  /** Of the history's mean. */
  readonly dropout: number;
  readonly userFeatures: FeatureTable | null;
  readonly itemFeatures: FeatureTable | null;
  /** The users' text vectors from a language model; null leaves them out. */
  readonly userText: ItemTable | null;
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

/**
 * Two towers, a dense layer each, that never see each other but in the product:
 *   v_i = [e_i; features_i; text_i] W + w
 *   h   = [e_u; features_u; text_u; m] U + u,  m the decayed mean of v over the history
 *   z_i = ⟨h, v_i⟩ + b_i
 * Where nothing is known of users or items but who took what, the ids and the history remain. An unknown user is ranked
 * by the history alone.
 * @see Yi et al. 2019, RecSys, doi:10.1145/3298689.3346996 (their towers are deeper)
 */
export class TwoTowerModel implements RankingModel {
  readonly kind = 'two-tower';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly userTower: Tower;
  private readonly itemTower: Tower;
  private readonly bias: Parameter;

  /** @throws InputError if a table does not have one row an entity */
  constructor(private readonly options: TwoTowerOptions) {
    const { users, items, dimensions, decay, userFeatures, itemFeatures, userText, itemText, random } =
      options;
    if (!(decay > 0 && decay <= 1))
      throw new RangeError(`TwoTowerModel: decay must be in (0, 1], found ${decay}`);
    this.items = items;
    this.config = configOf(options);
    const shared = { dimensions, random };
    const itemSide = { side: 'item', rows: items, features: itemFeatures, text: itemText, extra: 0 } as const;
    const userSide = { side: 'user', rows: users, features: userFeatures, text: userText } as const;
    this.itemTower = new Tower({ ...shared, ...itemSide });
    this.userTower = new Tower({ ...shared, ...userSide, extra: dimensions });
    const zeros = new Float32Array(items);
    this.bias = new Parameter({ name: 'item-bias', shape: [items], values: zeros, decays: false });
    this.parameters = [...this.itemTower.parameters, ...this.userTower.parameters, this.bias];
    this.constants = [...this.itemTower.constants, ...this.userTower.constants];
  }

  forward({ contexts, training, random }: RankingForward): RankingForwardResult {
    const { decay, dropout: rate } = this.options;
    const itemVectors = this.itemTower.all();
    const mean = historyMeans({ itemVectors, contexts, decay });
    const history = training && random !== null ? dropout({ x: mean, rate, random }) : mean;
    const users = contexts.rows.map((row) => contexts.users[row]);
    return {
      hidden: this.userTower.of(users, history),
      itemVectors,
      itemBiases: this.bias.value(),
    };
  }

  dispose(): void {
    this.itemTower.dispose();
    this.userTower.dispose();
    this.bias.dispose();
  }
}

function configOf(options: TwoTowerOptions): Readonly<Record<string, unknown>> {
  const { users, items, dimensions, decay, dropout: rate, userFeatures, itemFeatures } = options;
  return {
    ...{ users, items, dimensions, decay, dropout: rate },
    userFeatures: namesOf(userFeatures),
    itemFeatures: namesOf(itemFeatures),
    withUserText: options.userText !== null,
    withItemText: options.itemText !== null,
  };
}

/** Null where nothing is known. */
function namesOf(features: FeatureTable | null): readonly string[] | null {
  return features === null || features.names.length === 0 ? null : features.names;
}
