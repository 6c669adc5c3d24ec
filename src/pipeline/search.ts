import { chooseOnValidation } from '../distill/sweep/choose-on-validation';
import { grid } from '../distill/sweep/grid';
import type { TrialResult } from '../distill/sweep/results-file';
import { sweep } from '../distill/sweep/sweep';
import { sha256 } from '../files/hash';
import type { StudentName } from '../models/rating/create-student';
import type { PipelineListener } from './events';
import type { PipelineSettings } from './settings';
import {
  type Method,
  methods,
  type StudentTrial,
  type TrainStudentOptions,
  trainStudent,
} from './student-trial';

/** One trial and what validation said of it. */
export type SearchRow = TrialResult<StudentTrial>;

export interface SearchOptions extends Pick<TrainStudentOptions, 'split' | 'soft' | 'signal'> {
  readonly student: StudentName;
  readonly settings: PipelineSettings;
  /** A row a trial is appended here as it ends; a killed search goes on from it. */
  readonly resultsPath: string;
  readonly onEvent?: PipelineListener;
}

/** What validation chose, for each way of training. */
export interface SearchResult {
  readonly chosen: Readonly<Record<Method, StudentTrial>>;
  readonly rows: readonly SearchRow[];
}

/**
 * Each way of training gets the same search over learning rate and weight decay; the distilled student then gets
 * temperature and alpha. All on validation, with the first seed.
 */
export async function searchStudent(options: SearchOptions): Promise<SearchResult> {
  const { distillation } = options.settings;
  const { temperatures, alphas } = distillation;
  const start = { temperature: temperatures[0], alpha: alphas[Math.floor((alphas.length - 1) / 2)] };
  const budget = methods.flatMap((method) => ratesAndDecays(options, method, start));
  const first = await runTrials(options, budget, 'rate and decay');
  const chosen = {} as Record<Method, StudentTrial>;
  for (const method of methods)
    chosen[method] = best(
      options,
      first.filter((row) => row.trial.method === method),
    );
  const { learningRate, weightDecay } = chosen.distilled;
  const softness = temperatures.flatMap((temperature) =>
    alphas.map((alpha) => ({ ...chosen.distilled, learningRate, weightDecay, temperature, alpha })),
  );
  const second = await runTrials(options, softness, 'temperature and alpha');
  chosen.distilled = best(options, second);
  const known = new Set(second.map((row) => row.key));
  return { chosen, rows: [...first.filter((row) => !known.has(row.key)), ...second] };
}

function ratesAndDecays(
  { student, settings }: SearchOptions,
  method: Method,
  start: { temperature: number; alpha: number },
): StudentTrial[] {
  const rates = grid({
    learningRate: settings.student.learningRates,
    weightDecay: settings.student.weightDecays,
  });
  const softness = method === 'distilled' ? start : { temperature: 1, alpha: 0 };
  return rates.map((rate) => ({ student, method, ...rate, ...softness, seed: settings.seeds[0] }));
}

function best({ settings }: SearchOptions, rows: readonly SearchRow[]): StudentTrial {
  const choice = chooseOnValidation({ rows, metric: 'validationRmse', smaller: 'better' });
  return { ...choice.best.settings, seed: settings.seeds[0] };
}

/** Trains one trial's student and says what validation makes of it; the student is not kept. */
export function judgeStudent(
  options: Omit<TrainStudentOptions, 'cacheFolder' | 'lossOf'>,
): Record<string, number> {
  const { model, result } = trainStudent({ ...options, cacheFolder: null });
  model.dispose();
  return {
    validationRmse: result.bestValidation,
    bestEpoch: result.bestEpoch,
    epochs: result.history.length,
  };
}

function runTrials(
  options: SearchOptions,
  trials: readonly StudentTrial[],
  part: string,
): Promise<SearchRow[]> {
  const { split, soft, settings, resultsPath, student, onEvent, signal } = options;
  const stage = `search ${student}: ${part}`;
  const { students: _, learningRates: __, weightDecays: ___, ...budget } = settings.student;
  return sweep({
    trials,
    resultsPath,
    context: sha256(split.hash, soft.hash, JSON.stringify({ budget, perRow: soft.perRow })),
    run: async (trial) =>
      judgeStudent({
        ...{ split, trial, settings: settings.student, soft, signal },
        onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
      }),
    onTrial: ({ done, total }) => onEvent?.({ kind: 'progress', split: split.name, stage, done, total }),
    signal,
  });
}
