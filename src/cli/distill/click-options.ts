import type { Command } from 'commander';
import { InputError, nearestName } from '../../errors';
import {
  type ClickMethodName,
  type ClickStudentName,
  type ClickTeacherKind,
  clickMethodNames,
  clickStudentNames,
  clickTeacherKinds,
} from '../../pipeline/click/click-names';
import { clickProfiles } from '../../pipeline/click/click-profiles';
import type { ClickSettings } from '../../pipeline/click/click-settings';
import { dashed } from '../data-options/data-flags';
import type { LogFlags } from '../data-options/log-flags';
import { parseCount, parsePositive } from './parse-list';
import type { SettingsFlags } from './settings-options';

/** What the options that only click prediction reads are parsed to, but for those of the log itself. */
export interface ClickFlags {
  readonly hashBuckets?: number;
  readonly maxIds?: number;
  readonly minCount?: number;
  readonly negativeShare?: number;
}

export const clickFlags = ['hashBuckets', 'maxIds', 'minCount', 'negativeShare'] as const;

/** Adds the options that only click prediction reads. */
export function addClickOptions(command: Command): Command {
  return command
    .option('--hash-buckets <number>', 'for clicks: hash categories to so many buckets a field', parseCount)
    .option(
      '--max-ids <number>',
      'for clicks: ids for so many values of a field, the most frequent',
      parseCount,
    )
    .option('--min-count <number>', 'for clicks: values that fewer training rows have are one', parseCount)
    .option(
      '--negative-share <share>',
      'for clicks: train on this share of the rows without one; probabilities are set right',
      parsePositive,
    );
}

type ClickSettingsFlags = SettingsFlags & ClickFlags & Pick<LogFlags, 'textColumns'>;

const foreign: readonly (keyof SettingsFlags)[] = [
  ...(['seen', 'maxLength', 'softTargets', 'softQueries', 'scoreScale', 'rankExponent'] as const),
  ...(['fineTuneEpochs', 'labelShares', 'ablation', 'batchSize'] as const),
];

/** @throws InputError for flags that the other tasks alone read, or names that clicks do not know */
export function checkClickFlags(flags: ClickSettingsFlags): void {
  const unread = foreign.find((name) => flags[name] !== undefined);
  if (unread !== undefined)
    throw new InputError(`${dashed(unread)}: expected another --task, found --task click`);
  if (flags.hashBuckets !== undefined && flags.maxIds !== undefined)
    throw new InputError('--hash-buckets and --max-ids: expected one of them, found both');
  if (flags.negativeShare !== undefined && flags.negativeShare > 1)
    throw new InputError(`--negative-share: expected a share of at most 1, found ${flags.negativeShare}`);
  checkNames('student', flags.student, clickStudentNames);
  checkNames('methods', flags.methods, clickMethodNames);
  checkNames('teacher', flags.teacher, clickTeacherKinds);
  checkTexts(flags);
}

/** Whether a member of the teacher reads: where asked for, or where there are texts and nobody says who teaches. */
function isRead({ teacher, textColumns }: ClickSettingsFlags): boolean {
  return teacher?.includes('language-model') ?? textColumns !== undefined;
}

/** @throws InputError for texts that nobody reads, or options of a reader where there is none */
function checkTexts(flags: ClickSettingsFlags): void {
  const { textColumns, text, model } = flags;
  if (isRead(flags)) {
    if (text === 'none')
      throw new InputError('--text none: leave language-model out of --teacher, or --text-columns out');
    return;
  }
  if (textColumns !== undefined)
    throw new InputError(
      '--text-columns: expected language-model in --teacher, which reads them, found it not',
    );
  const unread = text !== 'language-model' ? `--text ${text}` : model === undefined ? null : '--model';
  if (unread !== null)
    throw new InputError(
      `${unread}: no member of the teacher reads texts; give --text-columns beside, or leave it out`,
    );
}

/** The members, those that read among them, and how they read. */
export function teacherFromFlags(
  flags: ClickSettingsFlags,
  standard: ClickSettings['teacher'],
): ClickSettings['teacher'] {
  const { teacher, members, text: source, model } = flags;
  const kinds = isRead(flags) ? ([...standard.kinds, 'language-model'] as const) : standard.kinds;
  const isSource = source === 'language-model' || source === 'random';
  return {
    ...standard,
    kinds: (teacher as ClickTeacherKind[] | undefined) ?? kinds,
    members: members ?? standard.members,
    text: { ...standard.text, ...(isSource && { source }), ...(model !== undefined && { model }) },
  };
}

function checkNames(option: string, found: readonly string[] = [], known: readonly string[]): void {
  const unknown = found.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    `--${option} ${unknown}; did you mean "${nearestName(unknown, known)}"? Known for --task click: ${known.join(', ')}`,
  );
}

function encodingFromFlags(
  { hashBuckets, maxIds, minCount }: ClickFlags,
  standard: ClickSettings['encoding'],
): ClickSettings['encoding'] {
  const ids =
    hashBuckets !== undefined
      ? ({ kind: 'hash', buckets: hashBuckets } as const)
      : maxIds !== undefined
        ? ({ kind: 'most-frequent', count: maxIds } as const)
        : standard.ids;
  return { ...standard, ids, minCount: minCount ?? standard.minCount };
}

/** The profile, changed where flags say so. */
export function clickSettingsFromFlags(flags: ClickSettingsFlags): ClickSettings {
  const { encoding, negativeShare, teacher, student, distillation, seeds } = clickProfiles[flags.profile];
  const { dimensions, temperatures, alphas } = flags;
  return {
    encoding: encodingFromFlags(flags, encoding),
    negativeShare: flags.negativeShare ?? negativeShare,
    teacher: teacherFromFlags(flags, teacher),
    student: {
      ...student,
      students: (flags.student as ClickStudentName[] | undefined) ?? student.students,
      dimensions: dimensions ?? student.dimensions,
    },
    distillation: {
      ...distillation,
      methods: (flags.methods as ClickMethodName[] | undefined) ?? distillation.methods,
      temperatures: temperatures ?? distillation.temperatures,
      alphas: alphas ?? distillation.alphas,
    },
    seeds: flags.seeds ?? seeds,
  };
}
