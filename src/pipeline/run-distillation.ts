import { join } from 'node:path';
import type { RecommendationData } from '../data/recommendation-data';
import type { Split } from '../data/split';
import { checkOptions, InputError } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';
import { sha256 } from '../files/hash';
import { runAblation } from './ablation';
import { keepBestStudent } from './best-student';
import type { AblationResult, DistillationResult, ShareResult } from './distillation-result';
import type { PipelineListener } from './events';
import { FinalTest } from './final-test';
import { runLabelShares, splitOfShare } from './label-shares';
import { machineFacts, versionsInUse } from './machine-facts';
import type { SplitResult } from './result';
import type { PipelineSettings } from './settings';
import { finishSplit } from './stored-split';
import { meanOf, summariseStudent, summariseTeacher } from './summarise';
import type { TextSource } from './text-vectors';
import { WholeProgress } from './whole-progress';
import { WorkClock } from './work-clock';

export interface RunDistillationOptions {
  readonly data: RecommendationData;
  /** One, or the folds of a cross-validation. */
  readonly splits: readonly Split[];
  readonly settings: PipelineSettings;
  /** Of teacher, unobserved pairs and shares of the data; the students' seeds are in the settings. */
  readonly seed: number;
  /** `language-model` where not given; the others are controls. Data without any text leave `none`. */
  readonly textSource?: TextSource;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  /** Text tables, weights and soft targets are kept here, by a hash of all that made them. */
  readonly cacheFolder: string;
  /** `result.json`, the finished splits, the searches' rows and the saved students go here. */
  readonly outFolder: string;
  /** Shares of the first split's training rows, each in (0, 1], for the curve over the amount of data. */
  readonly labelShares?: readonly number[];
  /** Compares the teacher with and without text on every split. */
  readonly ablation?: boolean;
  /** How a reader may run it again. */
  readonly command?: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

const known = [
  ...['data', 'splits', 'settings', 'seed', 'textSource', 'model', 'cacheFolder', 'outFolder'],
  ...['labelShares', 'ablation', 'command', 'onEvent', 'signal'],
];

interface Plan extends RunDistillationOptions {
  readonly textSource: TextSource;
  readonly finalTests: readonly FinalTest[];
  readonly progress: WholeProgress;
}

/**
 * Distils on every split and sums up: teacher, and each student from scratch, with label smoothing and distilled, as
 * means over splits with intervals and paired tests. What is finished is kept on disk, so that the same call after a
 * kill goes on where it stopped and gives the same figures. Writes `result.json` and the best student (`model`) into
 * the out folder.
 * @throws InputError on unknown options, splits of other data or of one name, shares outside of (0, 1]; the signal's
 *   reason
 */
export async function runDistillation(options: RunDistillationOptions): Promise<DistillationResult> {
  checkOptions('runDistillation', options, known);
  checkPlan(options);
  const { data, splits, settings, outFolder } = options;
  const clock = new WorkClock(join(outFolder, 'time.json'), keyOf(options));
  const plan = planOf(options, clock);
  plan.progress.tell();
  const results: SplitResult[] = [];
  for (const [i, split] of splits.entries()) {
    results.push(await finishSplit({ ...partOf(plan, i), outFolder }));
    plan.progress.close(split.name);
  }
  const labelShares = await sharesOf(plan, results[0]);
  const ablation = await ablationOf(plan);
  const best = results.map(({ teacher }) => teacher.scores.bestPossibleRmse);
  const result: DistillationResult = {
    ...aboutRun(plan),
    machine: machineFacts(clock.peakMemoryBytes),
    bestPossibleRmse: best.every((value) => value !== null) ? meanOf(best) : null,
    baseline: { rmse: meanOf(results.map(({ baseline }) => baseline.rmse)) },
    teacher: summariseTeacher(results),
    students: settings.student.students.map((_, index) => summariseStudent(results, index)),
    splits: results,
    labelShares,
    ablation,
    bestStudent: keepBestStudent({ result: results[0], itemTexts: data.items.texts, outFolder }),
    seconds: clock.seconds,
  };
  clock.keep();
  writeFileAtomic(join(outFolder, 'result.json'), `${JSON.stringify(result, null, 1)}\n`);
  plan.progress.close(data.name);
  return result;
}

function checkPlan({ data, splits, settings, labelShares = [] }: RunDistillationOptions): void {
  const refuse = (what: string): never => {
    throw new InputError(`runDistillation: ${what}`);
  };
  if (splits.length === 0) refuse('expected at least one split, found none');
  const names = splits.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) refuse(`two splits have the name "${repeated}"; give each its own`);
  const foreign = splits.find((split) => split.data.hash !== data.hash);
  if (foreign !== undefined) refuse(`split "${foreign.name}" is of other data; split the data that you pass`);
  if (settings.seeds.length === 0) refuse('settings.seeds is empty; expected at least one seed');
  if (settings.student.students.length === 0) refuse('settings.student.students is empty; name at least one');
  const bad = labelShares.find((share) => !(share > 0 && share <= 1));
  if (bad !== undefined) refuse(`a label share must lie in (0, 1], found ${bad}`);
}

/** What the whole takes its time for. */
function keyOf(options: RunDistillationOptions): string {
  const { splits, settings, seed, textSource, model, labelShares, ablation } = options;
  const all = { settings, seed, textSource, model, labelShares, ablation };
  return sha256(JSON.stringify(all), ...splits.map(({ hash }) => hash));
}

function planOf(options: RunDistillationOptions, clock: WorkClock): Plan {
  const { data, splits, settings, seed, labelShares = [], ablation, onEvent } = options;
  const progress = new WholeProgress(data.name, (event) => {
    clock.tick();
    onEvent?.(event);
  });
  const { students } = settings.student;
  for (const split of splits) progress.addSplit(split.name, settings, students);
  for (const share of labelShares) {
    if (share === 1) continue;
    progress.addSplit(splitOfShare(splits[0], share, seed).name, settings, students.slice(0, 1));
  }
  if (ablation) {
    for (const split of splits) progress.addAblation(split.name, settings);
  }
  const finalTests = splits.map((split) => new FinalTest(split));
  const isSilent = [...data.users.texts, ...data.items.texts].every((text) => text === '');
  const textSource = isSilent ? 'none' : (options.textSource ?? 'language-model');
  return { ...options, textSource, finalTests, progress };
}

/** What every part of the run on one split is called with. */
function partOf(plan: Plan, index: number) {
  const { settings, seed, textSource, model, cacheFolder, signal, progress, finalTests, splits } = plan;
  const own = { split: splits[index], finalTest: finalTests[index], onEvent: progress.listener };
  return { settings, seed, textSource, model, cacheFolder, signal, ...own };
}

async function sharesOf(plan: Plan, whole: SplitResult): Promise<ShareResult[]> {
  const { labelShares = [], outFolder, seed, splits, progress } = plan;
  if (labelShares.length === 0) return [];
  const { finalTest: _, ...part } = partOf(plan, 0);
  const points = await runLabelShares({ ...part, outFolder, shares: labelShares, whole });
  for (const share of labelShares) progress.close(splitOfShare(splits[0], share, seed).name);
  return points;
}

async function ablationOf(plan: Plan): Promise<AblationResult[]> {
  if (!plan.ablation) return [];
  const results: AblationResult[] = [];
  for (const index of plan.splits.keys()) {
    results.push(...(await runAblation(partOf(plan, index))));
  }
  return results;
}

function aboutRun(plan: Plan) {
  const { data, settings, seed, textSource, model, command } = plan;
  return {
    dataset: data.name,
    data: {
      users: data.users.ids.length,
      items: data.items.ids.length,
      ratings: data.interactions.users.length,
      levels: data.levels,
      hash: data.hash,
      isSynthetic: data.expectations !== null,
    },
    command: command ?? null,
    versions: versionsInUse(),
    settings,
    seed,
    textSource,
    model: model ?? null,
  };
}
