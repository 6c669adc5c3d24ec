import { type Command, Option } from 'commander';
import type { RecommendationData } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { StudentName } from '../../models/rating/create-student';
import {
  type ClickMethodName,
  type ClickStudentName,
  type ClickTeacherKind,
  clickStudentNames,
  clickTeacherKinds,
} from '../../pipeline/click/click-names';
import type { MethodName } from '../../pipeline/ranking/create-method';
import { type RankingStudentName, rankingStudentNames } from '../../pipeline/ranking/ranking-student-names';
import { type TeacherKind, teacherKinds } from '../../pipeline/ranking/teacher-kinds';
import { type PipelineSettings, type ProfileName, profiles } from '../../pipeline/settings';
import type { TextSource } from '../../pipeline/text-vectors';
import {
  namesOf,
  parseCount,
  parseNames,
  parsePositives,
  parseSeeds,
  parseShares,
  parseWhole,
} from './parse-list';
import { addSoftTargetsOptions, type SoftTargetsFlags } from './soft-targets-options';

export interface SettingsFlags extends SoftTargetsFlags {
  readonly task: 'rating' | 'ranking' | 'click';
  readonly profile: ProfileName;
  readonly student?: (StudentName | RankingStudentName | ClickStudentName)[];
  readonly methods?: (MethodName | ClickMethodName)[];
  readonly seen?: SeenItems;
  readonly maxLength?: number;
  readonly dimensions?: number;
  readonly batchSize?: number;
  readonly temperatures?: number[];
  readonly alphas?: number[];
  readonly seeds?: number[];
  readonly seed: number;
  readonly teacher?: (TeacherKind | ClickTeacherKind)[];
  readonly members?: number;
  readonly fineTuneEpochs?: number;
  readonly text: TextSource;
  readonly model?: string;
  readonly labelShares?: number[];
  readonly ablation?: boolean;
}

/** The rating students as --help and errors name them; the models themselves are read only when something runs. */
const ratingStudents: readonly StudentName[] = ['mf', 'linear', 'linear-ids', 'mlp'];
const students = [...new Set([...ratingStudents, ...rankingStudentNames, ...clickStudentNames])];
const seenRules: readonly SeenItems[] = ['masked', 'masked-except-relevant', 'kept'];

/** Sizes of search and training; a command that only looks ahead to them reads lengths of lists and histories. */
export function profileOption(): Option {
  return new Option('--profile <name>', 'small takes minutes, full is for results')
    .choices(Object.keys(profiles))
    .default('small');
}

export function seenOption(): Option {
  return new Option(
    '--seen <rule>',
    'for rankings: what becomes of items that a user had (masked where not given)',
  ).choices(seenRules);
}

export function maxLengthOption(): Option {
  return new Option(
    '--max-length <number>',
    "for rankings: how many of a history's youngest items count (the profile's where not given)",
  ).argParser(parseCount);
}

export function seedOption(): Option {
  return new Option('--seed <number>', 'seed of splits, teacher and unobserved pairs')
    .argParser(parseWhole)
    .default(1);
}

/** Adds the options that decide what is trained and compared. */
export function addSettingsOptions(command: Command): Command {
  const texts: TextSource[] = ['language-model', 'none', 'random'];
  return addSoftTargetsOptions(command)
    .addOption(profileOption())
    .addOption(
      new Option('--task <name>', 'predict ratings, rank the catalogue, or predict clicks')
        .choices(['rating', 'ranking', 'click'])
        .default('rating'),
    )
    .option(
      '--student <names>',
      `one or several of ${ratingStudents.join(', ')}; for rankings of ${rankingStudentNames.join(', ')}; for clicks of ${clickStudentNames.join(', ')}`,
      namesOf(students),
    )
    .option(
      '--methods <names>',
      'for rankings and clicks: how the teacher is passed on, e.g. catalogue-kl, or kd',
      parseNames,
    )
    .addOption(seenOption())
    .addOption(maxLengthOption())
    .option('--dimensions <number>', "width of the students' vectors", parseCount)
    .option(
      '--batch-size <rows>',
      "for ratings: rows a step, of teacher and students (the profile's where not given); few ratings want small ones",
      parseCount,
    )
    .option('--temperatures <numbers>', 'searched on validation, e.g. 1,2,4,8', parsePositives)
    .option('--alphas <numbers>', 'weights of the distillation term, likewise', parsePositives)
    .option(
      '--seeds <numbers>',
      'seeds of the students, e.g. 1,2,3; intervals and tests run over them',
      parseSeeds,
    )
    .addOption(seedOption())
    .option(
      '--teacher <names>',
      `for rankings: one or several of ${teacherKinds.join(', ')}, weighed on validation; for clicks of ${clickTeacherKinds.join(', ')}`,
      namesOf([...teacherKinds, ...clickTeacherKinds]),
    )
    .option(
      '--members <number>',
      "of the teacher's ensemble; for rankings and clicks, of each kind",
      parseCount,
    )
    .option(
      '--fine-tune-epochs <number>',
      'epochs of the language model on the ratings, or on what comes next; 0 leaves it as it came',
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
      batchSize: flags.batchSize ?? teacher.batchSize,
      fineTuning: { ...fineTuning, epochs: flags.fineTuneEpochs ?? fineTuning.epochs },
    },
    student: {
      ...student,
      students:
        (flags.student as StudentName[] | undefined) ??
        student.students.filter((name) => name !== 'linear' || hasFeatures(data)),
      dimensions: flags.dimensions ?? student.dimensions,
      batchSize: flags.batchSize ?? student.batchSize,
    },
    distillation: {
      ...distillation,
      temperatures: flags.temperatures ?? distillation.temperatures,
      alphas: flags.alphas ?? distillation.alphas,
    },
    seeds: flags.seeds ?? seeds,
  };
}

/** @throws InputError for a student of the other task */
export function checkStudents({ task, student = [] }: SettingsFlags, known: readonly string[]): void {
  const foreign = student.find((name) => !known.includes(name));
  if (foreign === undefined) return;
  throw new InputError(`--student ${foreign}: expected one of ${known.join(', ')} for --task ${task}`);
}

/** @throws InputError for flags that only the other task reads */
export function refuseFlags<Name extends string>(
  flags: { readonly task: string } & { readonly [name in Name]?: unknown },
  names: readonly Name[],
  task: string,
): void {
  const given = names.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  const dashed = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new InputError(`--${dashed}: expected --task ${task} beside, found --task ${flags.task}`);
}

/** The flags that rankings alone read. */
const rankingFlags = [
  ...(['methods', 'seen', 'maxLength', 'teacher'] as const),
  ...(['softTargets', 'softQueries', 'scoreScale', 'rankExponent'] as const),
];

/** A linear student on features alone needs some. */
function hasFeatures({ users, items }: RecommendationData): boolean {
  return users.features !== null || items.features !== null;
}

/** @throws InputError where flags would not be read, or the data cannot do what they ask */
export function checkSettingsFlags(flags: SettingsFlags, data: RecommendationData): void {
  checkStudents(flags, ratingStudents);
  refuseFlags(flags, rankingFlags, 'ranking');
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
