import { chooseOnValidation } from '../../distill/sweep/choose-on-validation';
import { grid } from '../../distill/sweep/grid';
import type { TrialResult } from '../../distill/sweep/results-file';
import { sweep } from '../../distill/sweep/sweep';
import { sha256 } from '../../files/hash';
import type { PipelineListener } from '../events';
import { type ClickMethodName, type ClickStudentName, methodsOf, readsLogits } from './click-names';
import type { ClickSettings } from './click-settings';
import { budgetOf, type ClickTrial, type TrainClickStudentOptions, trainClickStudent } from './click-trial';

/** One trial and what validation said of it. */
export type ClickSearchRow = TrialResult<ClickTrial>;

export interface ClickSearchOptions extends Omit<TrainClickStudentOptions, 'trial' | 'onEpoch'> {
  readonly student: ClickStudentName;
  /** A row a trial is appended here as it ends; a killed search goes on from it. */
  readonly resultsPath: string;
  readonly onEvent?: PipelineListener;
}

/** What validation chose, from scratch and for each method. */
export interface ClickSearch {
  readonly student: ClickStudentName;
  readonly chosen: ReadonlyMap<ClickTrial['method'], ClickTrial>;
  readonly rows: readonly ClickSearchRow[];
}

/** Temperatures and alphas that make a difference to a method. */
export function softnessOf({ distillation }: ClickSettings, method: ClickMethodName) {
  const { temperatures, alphas } = distillation;
  return grid({ temperature: readsLogits(method) ? temperatures : [1], alpha: alphas });
}

/**
 * From scratch and each method get the same search over learning rate and weight decay; a method then gets temperature
 * and alpha. All on validation, with the first seed.
 */
export async function searchClickStudent(options: ClickSearchOptions): Promise<ClickSearch> {
  const { student, settings } = options;
  const chosen = new Map<ClickTrial['method'], ClickTrial>();
  const rows = new Map<string, ClickSearchRow>();
  const runAndChoose = async (trials: readonly ClickTrial[], part: string, before: ClickSearchRow[]) => {
    const found = await runTrials(options, trials, part);
    for (const row of found) rows.set(row.key, row);
    const all = [...new Map([...before, ...found].map((row) => [row.key, row])).values()];
    return { all, best: best(all) };
  };
  for (const method of ['scratch', ...methodsOf(student, settings.distillation.methods)] as const) {
    const part = `${method}: rate and decay`;
    const first = await runAndChoose(ratesAndDecays(options, method), part, []);
    chosen.set(method, first.best);
    if (method === 'scratch') continue;
    const trials = softnessOf(settings, method).map((soft) => ({ ...first.best, ...soft }));
    const second = await runAndChoose(trials, `${method}: temperature and alpha`, first.all);
    chosen.set(method, second.best);
  }
  return { student, chosen, rows: [...rows.values()] };
}

function ratesAndDecays(
  { student, settings }: ClickSearchOptions,
  method: ClickTrial['method'],
): ClickTrial[] {
  const { learningRates, weightDecays } = settings.student;
  const start = method === 'scratch' ? { temperature: 1, alpha: 0 } : softnessOf(settings, method)[0];
  return grid({ learningRate: learningRates, weightDecay: weightDecays }).map((rate) => ({
    ...{ student, method },
    ...rate,
    ...start,
    seed: settings.seeds[0],
  }));
}

function best(rows: readonly ClickSearchRow[]): ClickTrial {
  const choice = chooseOnValidation({ rows, metric: 'validationLogLoss', smaller: 'better' });
  return { ...choice.best.settings, seed: rows[0].trial.seed } as ClickTrial;
}

/** Trains one trial's student and says what validation makes of it. */
export function judgeClickStudent(options: TrainClickStudentOptions): Record<string, number> {
  const { model, result } = trainClickStudent(options);
  model.dispose();
  return {
    validationLogLoss: result.bestValidation,
    bestEpoch: result.bestEpoch,
    epochs: result.history.length,
  };
}

function runTrials(
  options: ClickSearchOptions,
  trials: readonly ClickTrial[],
  part: string,
): Promise<ClickSearchRow[]> {
  const { material, soft, settings, student, resultsPath, onEvent, signal, cacheFolder } = options;
  const split = material.split.name;
  const stage = `search ${student}, ${part}`;
  const { relationRows } = settings.distillation;
  const budget = JSON.stringify({ ...budgetOf(settings.student), relationRows });
  return sweep({
    trials,
    resultsPath,
    context: sha256(material.hash, String(material.shift), soft.hash, budget),
    run: async (trial) =>
      judgeClickStudent({
        ...{ material, soft, settings, trial, cacheFolder, signal },
        onEpoch: (event) => onEvent?.({ kind: 'epoch', split, stage, event }),
      }),
    onTrial: ({ done, total }) => onEvent?.({ kind: 'progress', split, stage, done, total }),
    signal,
  });
}
