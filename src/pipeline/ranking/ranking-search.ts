import { chooseOnValidation } from '../../distill/sweep/choose-on-validation';
import { grid } from '../../distill/sweep/grid';
import type { TrialResult } from '../../distill/sweep/results-file';
import { sweep } from '../../distill/sweep/sweep';
import { sha256 } from '../../files/hash';
import type { PipelineListener } from '../events';
import { type MethodName, methodTraits } from './create-method';
import type { RankingSettings } from './ranking-settings';
import type { RankingStudentName } from './ranking-student-names';
import { type RankingTrial, type TrainRankingStudentOptions, trainRankingStudent } from './ranking-trial';

/** One trial and what validation said of it. */
export type RankingSearchRow = TrialResult<RankingTrial>;

export interface RankingSearchOptions
  extends Omit<TrainRankingStudentOptions, 'trial' | 'cacheFolder' | 'onEpoch'> {
  readonly student: RankingStudentName;
  readonly methods: readonly MethodName[];
  /** A row a trial is appended here as it ends; a killed search goes on from it. */
  readonly resultsPath: string;
  /** Keeps the trials' weights there, so that the comparison need not train the chosen one again. */
  readonly cacheFolder?: string;
  readonly onEvent?: PipelineListener;
}

/** What validation chose, from scratch and for each method. */
export interface RankingSearch {
  readonly chosen: Readonly<Record<string, RankingTrial>>;
  readonly rows: readonly RankingSearchRow[];
}

/**
 * From scratch and each method get the same search over learning rate and weight decay; a method then gets temperature,
 * alpha and the weight of the observed items. All on validation, with the first seed.
 */
export async function searchRankingStudent(options: RankingSearchOptions): Promise<RankingSearch> {
  const chosen: Record<string, RankingTrial> = {};
  const rows: RankingSearchRow[] = [];
  for (const method of ['scratch', ...options.methods] as const) {
    const first = await runTrials(options, ratesAndDecays(options, method), `${method}: rate and decay`);
    rows.push(...first);
    chosen[method] = best(first);
    if (method === 'scratch') continue;
    const second = await runTrials(
      options,
      softnessOf(options.settings, method).map((soft) => ({ ...chosen[method], ...soft })),
      `${method}: temperature and alpha`,
    );
    const known = new Set(rows.map((row) => row.key));
    rows.push(...second.filter((row) => !known.has(row.key)));
    chosen[method] = best([...first, ...second.filter((row) => !known.has(row.key))]);
  }
  return { chosen, rows };
}

function ratesAndDecays(
  { student, settings }: RankingSearchOptions,
  method: RankingTrial['method'],
): RankingTrial[] {
  const { learningRates, weightDecays } = settings.student;
  const start =
    method === 'scratch' ? { temperature: 1, alpha: 0, hardWeight: 1 } : softnessOf(settings, method)[0];
  return grid({ learningRate: learningRates, weightDecay: weightDecays }).map((rate) => ({
    student,
    method,
    ...rate,
    ...start,
    seed: settings.seeds[0],
  }));
}

/**
 * Temperatures, alphas and weights of the observed items that make a difference to a method. Without observed items
 * beside it alpha would only rescale the loss, which AdamW does not see.
 */
export function softnessOf({ distillation }: RankingSettings, method: MethodName) {
  const { alphas } = distillation;
  const { isSoftened, standsAlone } = methodTraits(method);
  const temperatures = isSoftened ? distillation.temperatures : [1];
  const hardWeights = standsAlone ? distillation.hardWeights : [1];
  return grid({ temperature: temperatures, hardWeight: hardWeights }).flatMap(({ temperature, hardWeight }) =>
    (hardWeight === 0 ? alphas.slice(0, 1) : alphas).map((alpha) => ({ temperature, alpha, hardWeight })),
  );
}

function best(rows: readonly RankingSearchRow[]): RankingTrial {
  const choice = chooseOnValidation({ rows, metric: 'validationNdcg10', smaller: 'worse' });
  return { ...choice.best.settings, seed: rows[0].trial.seed } as RankingTrial;
}

/** Trains one trial's student and says what validation makes of it. */
export function judgeRankingStudent(options: TrainRankingStudentOptions): Record<string, number> {
  const { model, result } = trainRankingStudent(options);
  model.dispose();
  return {
    validationNdcg10: -result.bestValidation,
    bestEpoch: result.bestEpoch,
    epochs: result.history.length,
  };
}

function runTrials(
  options: RankingSearchOptions,
  trials: readonly RankingTrial[],
  part: string,
): Promise<RankingSearchRow[]> {
  const { split, soft, settings, student, resultsPath, seenItems, onEvent, signal } = options;
  const stage = `search ${student}, ${part}`;
  const { students: _, learningRates: __, weightDecays: ___, ...budget } = settings.student;
  return sweep({
    trials,
    resultsPath,
    context: sha256(split.hash, soft.hash, seenItems, JSON.stringify(budget)),
    run: async (trial) =>
      judgeRankingStudent({
        ...options,
        ...{ trial, cacheFolder: options.cacheFolder ?? null },
        onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
      }),
    onTrial: ({ done, total }) => onEvent?.({ kind: 'progress', split: split.name, stage, done, total }),
    signal,
  });
}
