import { checkOptions, InputError } from '../../errors';
import type { PipelineListener } from '../events';
import { wholeRun } from '../whole-progress';
import type { AblationTask } from './ablation-task';
import { chooseForStudent, type StudentChoices, scratchGrid } from './choose';
import { measureStudent } from './measure-student';
import type { PlainChoice, StrategyCase } from './strategy-case';
import type { StrategyRow } from './strategy-row';
import { Trainer } from './trainer';
import { TrainingStore } from './training-store';

export interface RunStrategiesOptions<Material, Model extends { dispose(): void }> {
  /** As reports name it. */
  readonly dataset: string;
  readonly task: AblationTask<Material, Model>;
  readonly material: Material;
  readonly students: readonly string[];
  readonly cases: readonly StrategyCase<Material, Model>[];
  /** The first one is the search's. */
  readonly seeds: readonly number[];
  /** Finished trainings are kept there and found again. */
  readonly resultsPath: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

const known = [
  ...['dataset', 'task', 'material', 'students', 'cases', 'seeds', 'resultsPath', 'onEvent', 'signal'],
];

/** Validations and measurements that a run asks for, at most; what was validated first is not trained again. */
export function countSteps<Material, Model extends { dispose(): void }>(
  options: Pick<RunStrategiesOptions<Material, Model>, 'task' | 'material' | 'students' | 'cases' | 'seeds'>,
): number {
  const { task, material, students, cases, seeds } = options;
  const grid = task.grid(material);
  const stepsOf = (student: string) => {
    const able = cases.filter((strategy) => (strategy.excuse?.(material, student) ?? null) === null);
    const variants = able.reduce((sum, strategy) => sum + Object.keys(strategy.variants).length, 0);
    const own = able.map((strategy) => ownOpponents(strategy, grid[0]));
    const opponents = new Map(own.flatMap(({ opponents: steps }) => steps));
    const searched = [...opponents.values()].reduce((sum, steps) => sum + steps, 0);
    const settings = own.reduce((sum, { others }) => sum + others, 0);
    const measured = (2 + able.length + opponents.size) * seeds.length;
    return scratchGrid(grid).length + grid.length + variants + settings + searched + measured;
  };
  return students.reduce((sum, student) => sum + stepsOf(student), 0);
}

/** Validations of a strategy's own settings, and by name those of its own opponents. */
function ownOpponents<Material, Model>(
  { plainVariant, scratchVariant, settings }: StrategyCase<Material, Model>,
  from: PlainChoice,
) {
  const count = settings?.(from).length ?? 1;
  const searched = count === 1 ? 0 : count;
  const opponents = [plainVariant, scratchVariant].flatMap((opponent, side) =>
    opponent === undefined ? [] : ([[`${side} ${opponent.name}`, searched]] as const),
  );
  return { opponents, others: searched };
}

/**
 * The ablation of strategies on one data set: for each student, plain distillation and the student from scratch are
 * searched on validation, then each strategy's variants from where plain distillation stands; when all is chosen, the
 * test part is opened, and what was chosen is trained with every seed and measured. Trainings are kept on disk, so that
 * the same call after a kill goes on and gives the same rows.
 * @returns a row a student and strategy
 * @throws InputError on unknown options, or where there is no student, seed or case; the signal's reason
 */
export async function runStrategies<Material, Model extends { dispose(): void }>(
  options: RunStrategiesOptions<Material, Model>,
): Promise<StrategyRow[]> {
  checkOptions('runStrategies', options, known);
  checkRun(options);
  const { dataset, task, material, students, cases, seeds, resultsPath, onEvent } = options;
  const total = countSteps(options);
  let done = 0;
  const trainer = new Trainer({
    ...{ dataset, task, material, onEvent, signal: options.signal },
    store: new TrainingStore(resultsPath),
    onStep: () =>
      onEvent?.({
        ...{ kind: 'progress', split: dataset, stage: wholeRun },
        ...{ done: Math.min(++done, total), total },
      }),
  });
  try {
    const choices: StudentChoices<Material, Model>[] = [];
    for (const student of students) {
      onEvent?.({ kind: 'stage', split: dataset, stage: 'choice on validation', detail: student });
      choices.push(await chooseForStudent({ trainer, task, material, student, cases, seed: seeds[0] }));
    }
    onEvent?.({
      kind: 'stage',
      split: dataset,
      stage: 'final comparison',
      detail: 'the test part is opened',
    });
    const test = task.openTest(material);
    const rows: StrategyRow[] = [];
    for (const choice of choices) rows.push(...(await measureStudent({ ...options, trainer, test, choice })));
    return rows;
  } finally {
    trainer.dispose();
  }
}

function checkRun<Material, Model extends { dispose(): void }>({
  students,
  cases,
  seeds,
}: RunStrategiesOptions<Material, Model>): void {
  for (const [name, list] of Object.entries({ students, cases, seeds }))
    if (list.length === 0) throw new InputError(`runStrategies: ${name} is empty; expected at least one`);
  const names = cases.map(({ strategy }) => strategy);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new InputError(`runStrategies: two cases are called "${repeated}"; give each its own name`);
  const empty = cases.find(({ variants }) => Object.keys(variants).length === 0);
  if (empty !== undefined)
    throw new InputError(`runStrategies: "${empty.strategy}" has no variant; expected at least one`);
}
