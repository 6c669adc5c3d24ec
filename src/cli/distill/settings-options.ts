import { type Command, Option } from 'commander';
import type { RecommendationData } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import type { StudentName } from '../../models/rating/create-student';
import { type PipelineSettings, type ProfileName, profiles } from '../../pipeline/settings';
import type { TextSource } from '../../pipeline/text-vectors';
import { namesOf, parseCount, parsePositives, parseSeeds, parseShares, parseWhole } from './parse-list';

export interface SettingsFlags {
  readonly profile: ProfileName;
  readonly student?: StudentName[];
  readonly dimensions?: number;
  readonly temperatures?: number[];
  readonly alphas?: number[];
  readonly seeds?: number[];
  readonly seed: number;
  readonly members?: number;
  readonly fineTuneEpochs?: number;
  readonly text: TextSource;
  readonly model?: string;
  readonly labelShares?: number[];
  readonly ablation?: boolean;
}

/** The students as --help and errors name them; the models themselves are read only when something runs. */
const students: readonly StudentName[] = ['mf', 'linear', 'linear-ids', 'mlp'];

/** Adds the options that decide what is trained and compared. */
export function addSettingsOptions(command: Command): Command {
  const texts: TextSource[] = ['language-model', 'none', 'random'];
  return command
    .addOption(
      new Option('--profile <name>', 'small takes minutes, full is for results')
        .choices(Object.keys(profiles))
        .default('small'),
    )
    .option('--student <names>', `one or several of ${students.join(', ')}`, namesOf(students))
    .option('--dimensions <number>', "width of the students' vectors", parseCount)
    .option('--temperatures <numbers>', 'searched on validation, e.g. 1,2,4,8', parsePositives)
    .option('--alphas <numbers>', 'weights of the distillation term, likewise', parsePositives)
    .option(
      '--seeds <numbers>',
      'seeds of the students, e.g. 1,2,3; intervals and tests run over them',
      parseSeeds,
    )
    .option('--seed <number>', 'seed of splits, teacher and unobserved pairs', parseWhole, 1)
    .option('--members <number>', "heads of the teacher's ensemble", parseCount)
    .option(
      '--fine-tune-epochs <number>',
      'epochs of the language model on the ratings; 0 leaves it as it came',
      parseWhole,
    )
    .addOption(
      new Option('--text <source>', 'where text vectors come from; none and random are controls')
        .choices(texts)
        .default('language-model'),
    )
    .option(
      '--model <folder or name>',
      'any BERT-like model: a folder, or organisation/name on the Hugging Face hub',
    )
    .option('--label-shares <shares>', 'also with a share of the ratings each, e.g. 0.01,0.1,1', parseShares)
    .option('--ablation', 'also the teacher with the language model, without text, with random vectors');
}

/** The profile, changed where flags say so. */
export function settingsFromFlags(flags: SettingsFlags, data: RecommendationData): PipelineSettings {
  const { teacher, student, distillation, seeds } = profiles[flags.profile];
  const { fineTuning } = teacher;
  return {
    teacher: {
      ...teacher,
      members: flags.members ?? teacher.members,
      fineTuning: { ...fineTuning, epochs: flags.fineTuneEpochs ?? fineTuning.epochs },
    },
    student: {
      ...student,
      students: flags.student ?? student.students.filter((name) => name !== 'linear' || hasFeatures(data)),
      dimensions: flags.dimensions ?? student.dimensions,
    },
    distillation: {
      ...distillation,
      temperatures: flags.temperatures ?? distillation.temperatures,
      alphas: flags.alphas ?? distillation.alphas,
    },
    seeds: flags.seeds ?? seeds,
  };
}

/** A linear student on features alone needs some. */
function hasFeatures({ users, items }: RecommendationData): boolean {
  return users.features !== null || items.features !== null;
}

/** @throws InputError where flags would not be read, or the data cannot do what they ask */
export function checkSettingsFlags(flags: SettingsFlags, data: RecommendationData): void {
  const isModelUnread = flags.text !== 'language-model' && flags.ablation !== true;
  for (const [name, value] of Object.entries({
    model: flags.model,
    'fine-tune-epochs': flags.fineTuneEpochs,
  })) {
    if (value === undefined || !isModelUnread) continue;
    throw new InputError(`--${name} ${value}: expected --text language-model beside, found ${flags.text}`);
  }
  if (flags.student?.includes('linear') && !hasFeatures(data)) {
    throw new InputError(
      `--student linear: expected side features in ${data.name}, found none; name some with --item-features or leave it out`,
    );
  }
}
