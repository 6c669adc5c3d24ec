import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import type { CompactRows } from '../compact-table';
import { CatalogueVectors, type ItemTable } from './catalogue-vectors';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

export interface MatrixFactorizationRankingOptions {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  readonly withIds: boolean;
  /** Where fewer rows serve the ids (hashed, or quotient and remainder); a row of its own for each unless given. */
  readonly idRows?: CompactRows;
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

/**
 * Matrix factorization for rankings: z_i = ⟨p_u, v_i⟩ + b_i. It knows users, not histories; an unknown user is ranked by
 * the biases alone.
 * @see Rendle et al. 2009, arXiv:1205.2618 (with the BPR loss)
 */
export class MatrixFactorizationRanking implements RankingModel {
  readonly kind = 'matrix-factorization-ranking';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly catalogue: CatalogueVectors;
  private readonly users: Parameter;

  constructor(options: MatrixFactorizationRankingOptions) {
    const { random, itemText, ...config } = options;
    const { users, items, dimensions } = options;
    this.items = items;
    this.config = { ...config, withText: itemText !== null };
    this.catalogue = new CatalogueVectors(options);
    const values = random.normals(users * dimensions, 0.05);
    this.users = new Parameter({ name: 'users', shape: [users, dimensions], values });
    this.parameters = [...this.catalogue.parameters, this.users];
    this.constants = this.catalogue.constants;
  }

  forward({ contexts }: RankingForward): RankingForwardResult {
    const users = contexts.rows.map((row) => contexts.users[row]);
    const known = this.users.rows(users.map((user) => Math.max(user, 0)));
    const isKnown = Float32Array.from(users, (user) => (user < 0 ? 0 : 1));
    const hidden = users.includes(-1) ? tf.mul(known, tf.tensor2d(isKnown, [users.length, 1])) : known;
    return {
      hidden: hidden as tf.Tensor2D,
      itemVectors: this.catalogue.vectors(),
      itemBiases: this.catalogue.biases(),
    };
  }

  dispose(): void {
    this.catalogue.dispose();
    this.users.dispose();
  }
}
