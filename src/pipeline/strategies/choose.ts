import { InputError } from '../../errors';
import type { AblationTask } from './ablation-task';
import type { OwnOpponent, PlainChoice, StrategyCase } from './strategy-case';
import type { Candidate, Trainer } from './trainer';

/** What validation chose among candidates. */
export interface Choice<Material, Model> {
  readonly candidate: Candidate<Material, Model>;
  /** How many it was chosen from. */
  readonly tried: number;
}

/** What validation chose for one strategy, and for the opponents that are its own. */
export interface CaseChoice<Material, Model> {
  readonly own: Choice<Material, Model>;
  /** Null where plain distillation, or the student from scratch, on all of the data is the opponent. */
  readonly plain: Choice<Material, Model> | null;
  readonly scratch: Choice<Material, Model> | null;
}

/** Why a strategy has no row of figures. */
export interface Excused {
  readonly excuse: string;
}

/** What validation chose for one student. */
export interface StudentChoices<Material, Model> {
  readonly student: string;
  readonly scratch: Choice<Material, Model>;
  readonly plain: Choice<Material, Model>;
  /** In the order of the cases. */
  readonly cases: readonly (CaseChoice<Material, Model> | Excused)[];
}

/** The best on validation with one seed; the others' models are let go. */
async function best<Material, Model extends { dispose(): void }>(
  trainer: Trainer<Material, Model>,
  candidates: readonly Candidate<Material, Model>[],
  seed: number,
): Promise<Choice<Material, Model>> {
  let chosen: { candidate: Candidate<Material, Model>; validation: number } | null = null;
  for (const candidate of candidates) {
    const validation = (await trainer.validate(candidate, seed)).validation ?? Number.POSITIVE_INFINITY;
    const isBetter = chosen === null || validation < chosen.validation;
    const worse: Candidate<Material, Model> | undefined = isBetter ? chosen?.candidate : candidate;
    if (worse !== undefined) trainer.release(worse, seed);
    if (isBetter) chosen = { candidate, validation };
  }
  const { candidate, validation } = chosen as NonNullable<typeof chosen>;
  if (Number.isFinite(validation)) return { candidate, tried: candidates.length };
  throw new InputError(
    `${candidate.name}: none of its ${candidates.length} settings has a finite validation metric`,
  );
}

/** Rates and decays of the grid, each once. */
export function scratchGrid(grid: readonly PlainChoice[]): PlainChoice[] {
  const rates = grid.map(({ learningRate, weightDecay }) => ({
    ...{ learningRate, weightDecay, temperature: 1, alpha: 0 },
  }));
  const wordOf = (choice: PlainChoice) => JSON.stringify(choice);
  return [...new Map(rates.map((choice) => [wordOf(choice), choice])).values()];
}

/** A setting as reports show it. */
export function wordsOf({ learningRate, weightDecay, temperature, alpha }: PlainChoice): string {
  return `rate ${learningRate}, decay ${weightDecay}, T ${temperature}, alpha ${alpha}`;
}

interface From {
  readonly plain: PlainChoice;
  readonly scratch: PlainChoice;
}

/** The strategy's variants, from where plain distillation stands, and then the best one's settings. */
async function chooseOwn<Material, Model extends { dispose(): void }>(
  { trainer, student, seed }: ChooseOptions<Material, Model>,
  { strategy: name, variants, settings }: StrategyCase<Material, Model>,
  plain: PlainChoice,
): Promise<Choice<Material, Model>> {
  const candidates = Object.entries(variants).map(([variant, train]) => ({
    ...{ student, name, variant, plain, train },
  }));
  const chosen = await best(trainer, candidates, seed);
  if (settings === undefined) return chosen;
  const others = settings(plain).filter((own) => wordsOf(own) !== wordsOf(plain));
  const set = others.map((own) => ({ ...chosen.candidate, plain: own }));
  const { candidate } = await best(trainer, [chosen.candidate, ...set], seed);
  return { candidate, tried: candidates.length + set.length };
}

/** An opponent of the strategy's own, by the same settings. */
async function chooseOpponent<Material, Model extends { dispose(): void }>(
  { trainer, student, seed }: ChooseOptions<Material, Model>,
  opponent: OwnOpponent<Material, Model> | undefined,
  { name, settings }: { readonly name: string; readonly settings: readonly PlainChoice[] },
): Promise<Choice<Material, Model> | null> {
  if (opponent === undefined) return null;
  const { name: variant, train } = opponent;
  const candidates = settings.map((plain) => ({ student, name, variant, plain, train }));
  return candidates.length === 1 ? { candidate: candidates[0], tried: 1 } : best(trainer, candidates, seed);
}

/** What is chosen for one strategy and its opponents; or why there is nothing to choose. */
async function chooseCase<Material, Model extends { dispose(): void }>(
  options: ChooseOptions<Material, Model>,
  strategy: StrategyCase<Material, Model>,
  from: From,
): Promise<CaseChoice<Material, Model> | Excused> {
  const { material, student } = options;
  const excuse = strategy.excuse?.(material, student) ?? null;
  if (excuse !== null) return { excuse };
  const settingsFrom = (choice: PlainChoice) => strategy.settings?.(choice) ?? [choice];
  try {
    return {
      own: await chooseOwn(options, strategy, from.plain),
      plain: await chooseOpponent(options, strategy.plainVariant, {
        ...{ name: 'opponent', settings: settingsFrom(from.plain) },
      }),
      scratch: await chooseOpponent(options, strategy.scratchVariant, {
        ...{ name: 'opponent from scratch', settings: settingsFrom(from.scratch) },
      }),
    };
  } catch (error) {
    if (error instanceof InputError) return { excuse: error.message };
    throw error;
  }
}

export interface ChooseOptions<Material, Model extends { dispose(): void }> {
  readonly trainer: Trainer<Material, Model>;
  readonly task: AblationTask<Material, Model>;
  readonly material: Material;
  readonly student: string;
  readonly cases: readonly StrategyCase<Material, Model>[];
  readonly seed: number;
}

/** All of one student's choices on validation, with one seed; the test part stays closed. */
export async function chooseForStudent<Material, Model extends { dispose(): void }>(
  options: ChooseOptions<Material, Model>,
): Promise<StudentChoices<Material, Model>> {
  const { trainer, task, material, student, seed } = options;
  const search = (name: string, choices: readonly PlainChoice[], train: typeof task.trainPlain) =>
    best(
      trainer,
      choices.map((plain) => ({ student, name, variant: wordsOf(plain), plain, train })),
      seed,
    );
  const grid = task.grid(material);
  const scratch = await search('scratch', scratchGrid(grid), task.trainScratch);
  const plain = await search('plain', grid, task.trainPlain);
  const from = { plain: plain.candidate.plain, scratch: scratch.candidate.plain };
  const cases: (CaseChoice<Material, Model> | Excused)[] = [];
  for (const strategy of options.cases) cases.push(await chooseCase(options, strategy, from));
  return { student, scratch, plain, cases };
}
