import { catalogueKl } from '../../distill/ranking/methods/catalogue-kl';
import { topKKl } from '../../distill/ranking/methods/top-k-kl';
import type { RankingMethod } from '../../distill/ranking/ranking-method';
import type { RankingModel } from '../../models/ranking/ranking-model';
import type { Random } from '../../random';
import type { RankingSoft } from './ranking-trial';

export interface CreateMethodOptions {
  readonly name: MethodName;
  readonly temperature: number;
  readonly model: RankingModel;
  readonly soft: RankingSoft;
  readonly random: Random;
}

const factories = {
  'catalogue-kl': ({ temperature }: CreateMethodOptions) => catalogueKl({ temperature }),
  'top-k-kl': ({ temperature }: CreateMethodOptions) => topKKl({ temperature }),
} as const;

export type MethodName = keyof typeof factories;

export const methodNames = Object.keys(factories) as MethodName[];

/** A method by its name, with the settings of the literature where a trial has no say. */
export function createMethod(options: CreateMethodOptions): RankingMethod {
  return factories[options.name](options);
}
