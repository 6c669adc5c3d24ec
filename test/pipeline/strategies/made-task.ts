import type { AblationTask } from '../../../src/pipeline/strategies';
import type { PlainChoice, StrategyCase, TrainedCase } from '../../../src/pipeline/strategies/strategy-case';
import { Random } from '../../../src/random';

/** A model that is an error, and no more: what it is off by is known. */
export interface MadeModel {
  readonly error: number;
  dispose(): void;
}

/** What happened, in its order. */
export interface MadeMaterial {
  readonly log: string[];
  /** After so many trainings the process is as good as killed. */
  readonly killAfter?: number;
  readonly hash?: string;
}

const alive = new Set<MadeModel>();
export const modelsAlive = () => alive.size;

function make(material: MadeMaterial, error: number, seed: number, name: string): TrainedCase<MadeModel> {
  if (material.log.filter((line) => line.startsWith('train')).length === material.killAfter)
    throw new Error('killed');
  material.log.push(`train ${name} ${seed}`);
  const model = {
    error: error + 0.002 * new Random(seed).fork(name).normal(),
    dispose: () => void alive.delete(model),
  };
  alive.add(model);
  return { model, findings: { doubled: 2 * seed } };
}

const grid: PlainChoice[] = [0.1, 0.2].flatMap((learningRate) =>
  [1, 3].map((alpha) => ({ learningRate, weightDecay: 0, temperature: 1, alpha })),
);

/** Its metric is the RMSE of 50 users who are alike but for noise of their own. */
export const madeTask: AblationTask<MadeMaterial, MadeModel> = {
  name: 'rating',
  metric: 'RMSE',
  lowerIsBetter: true,
  unit: 'user',
  isRootOfMean: true,
  trainScratch: ({ material, plain, seed }) => make(material, 1.1 + plain.learningRate, seed, 'scratch'),
  trainPlain: ({ material, plain, seed }) =>
    make(material, 0.9 + plain.learningRate + 0.1 / plain.alpha, seed, 'plain'),
  grid: () => grid,
  validate: ({ error }, { log }) => {
    log.push('validate');
    return error;
  },
  openTest: ({ log }) => {
    log.push('open test');
    const measure = ({ error }: Pick<MadeModel, 'error'>) => {
      const random = new Random(5);
      const perUnit = Float64Array.from({ length: 50 }, () => error ** 2 * (1 + 0.01 * random.normal()));
      return { value: Math.sqrt(perUnit.reduce((sum, x) => sum + x / 50, 0)), perUnit, extra: { error } };
    };
    return { measure, teacher: measure({ error: 0.8 }) };
  },
  describe: async () => ({ weights: 7, bytes: 70, latencyP50Ms: 0.1 }),
  hashOf: ({ hash = 'made' }) => hash,
};

/** A strategy whose variants are off by that much. */
export function madeCase(
  strategy: string,
  errors: Readonly<Record<string, number>>,
  more: Partial<StrategyCase<MadeMaterial, MadeModel>> = {},
): StrategyCase<MadeMaterial, MadeModel> {
  const variants = Object.entries(errors).map(
    ([name, error]) =>
      [
        name,
        ({ material, seed }: { material: MadeMaterial; seed: number }) =>
          make(material, error, seed, `${strategy}, ${name}`),
      ] as const,
  );
  return {
    ...{ strategy, family: 'adaptive', about: 'made', equation: 'x', paper: 'none' },
    variants: Object.fromEntries(variants),
    ...more,
  };
}
