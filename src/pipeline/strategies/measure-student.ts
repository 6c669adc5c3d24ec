import { InputError } from '../../errors';
import type { AblationTask, OpenTest } from './ablation-task';
import type { CaseChoice, Choice, Excused, StudentChoices } from './choose';
import type { StrategyCase } from './strategy-case';
import {
  type BySeed,
  compareBySeed,
  type ExcusedRow,
  meansByName,
  meanValue,
  type Opponent,
  type StrategyRow,
  verdictOf,
} from './strategy-row';
import type { Candidate, Trainer } from './trainer';

export interface MeasureStudentOptions<Material, Model extends { dispose(): void }> {
  readonly dataset: string;
  readonly task: AblationTask<Material, Model>;
  readonly cases: readonly StrategyCase<Material, Model>[];
  readonly seeds: readonly number[];
  readonly trainer: Trainer<Material, Model>;
  readonly test: OpenTest<Model>;
  readonly choice: StudentChoices<Material, Model>;
}

interface References {
  readonly scratch: BySeed;
  readonly plain: BySeed;
}

async function measureSeeds<Material, Model extends { dispose(): void }>(
  { trainer, test, seeds }: MeasureStudentOptions<Material, Model>,
  candidate: Candidate<Material, Model>,
): Promise<BySeed> {
  const bySeed: BySeed[number][] = [];
  for (const [i, seed] of seeds.entries())
    bySeed.push(await trainer.measure(candidate, seed, { test, withFacts: i === 0 }));
  return bySeed;
}

/** One student's chosen trainings with every seed, on the test part: a row a strategy. */
export async function measureStudent<Material, Model extends { dispose(): void }>(
  options: MeasureStudentOptions<Material, Model>,
): Promise<StrategyRow[]> {
  const { choice, cases } = options;
  const references = {
    scratch: await measureSeeds(options, choice.scratch.candidate),
    plain: await measureSeeds(options, choice.plain.candidate),
  };
  const rows: StrategyRow[] = [];
  for (const [i, strategy] of cases.entries())
    rows.push(await rowOf(options, strategy, choice.cases[i], references));
  return rows;
}

async function rowOf<Material, Model extends { dispose(): void }>(
  options: MeasureStudentOptions<Material, Model>,
  strategy: StrategyCase<Material, Model>,
  chosen: CaseChoice<Material, Model> | Excused,
  references: References,
): Promise<StrategyRow> {
  const head = headOf(options, strategy, references);
  if ('excuse' in chosen) return { ...head, excuse: chosen.excuse };
  try {
    const { candidate, tried } = chosen.own;
    const bySeed = await measureSeeds(options, candidate);
    const plain = await measureOwn(options, chosen.plain);
    const scratch = await measureOwn(options, chosen.scratch);
    const { task } = options;
    const against = compareBySeed(bySeed, plain?.bySeed ?? references.plain, task);
    const isSearched = strategy.settings !== undefined;
    return {
      ...head,
      excuse: null,
      distilled: meanValue(bySeed),
      opponent: plain?.opponent ?? { name: 'plain distillation', value: meanValue(references.plain) },
      ownScratch: scratch?.opponent ?? null,
      weightDecay: isSearched ? candidate.plain.weightDecay : null,
      ...against,
      pScratch: compareBySeed(bySeed, scratch?.bySeed ?? references.scratch, task).p,
      verdict: verdictOf(against),
      bySeed: bySeed.map(({ value }) => value),
      variant: candidate.variant,
      tried,
      findings: meansByName(bySeed.map(({ findings }) => findings)),
      extra: meansByName(bySeed.map(({ extra }) => extra)),
      ...(bySeed[0].facts ?? { weights: 0, bytes: 0, latencyP50Ms: 0 }),
    };
  } catch (error) {
    if (error instanceof InputError) return { ...head, excuse: error.message };
    throw error;
  }
}

function headOf<Material, Model extends { dispose(): void }>(
  { dataset, task, seeds, choice, test }: MeasureStudentOptions<Material, Model>,
  { family, strategy, about, equation, paper }: StrategyCase<Material, Model>,
  { scratch, plain }: References,
): Omit<ExcusedRow, 'excuse'> {
  return {
    ...{ family, strategy, about, equation, paper },
    ...{ dataset, task: task.name, student: choice.student, metric: task.metric },
    scratch: meanValue(scratch),
    plain: meanValue(plain),
    teacher: test.teacher.value,
    seeds,
  };
}

/** An opponent of the strategy's own with every seed; null where it has none. */
async function measureOwn<Material, Model extends { dispose(): void }>(
  options: MeasureStudentOptions<Material, Model>,
  choice: Choice<Material, Model> | null,
): Promise<{ readonly opponent: Opponent; readonly bySeed: BySeed } | null> {
  if (choice === null) return null;
  const { candidate, tried } = choice;
  const bySeed = await measureSeeds(options, candidate);
  const { variant: name, plain } = candidate;
  const weightDecay = tried === 1 ? {} : { weightDecay: plain.weightDecay };
  return { bySeed, opponent: { name, value: meanValue(bySeed), ...weightDecay } };
}
