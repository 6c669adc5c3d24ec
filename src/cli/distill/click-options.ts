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

const foreign: readonly (keyof SettingsFlags)[] = [
  ...(['seen', 'maxLength', 'softTargets', 'softQueries', 'scoreScale', 'rankExponent'] as const),
  ...(['fineTuneEpochs', 'model', 'labelShares', 'ablation', 'batchSize'] as const),
];

/** @throws InputError for flags that the other tasks alone read, or names that clicks do not know */
export function checkClickFlags(flags: SettingsFlags & ClickFlags): void {
  const unread = foreign.find((name) => flags[name] !== undefined);
  if (unread !== undefined)
    throw new InputError(`${dashed(unread)}: expected another --task, found --task click`);
  if (flags.text !== 'language-model')
    throw new InputError(`--text ${flags.text}: a click log's teacher reads no texts; leave it out`);
  if (flags.hashBuckets !== undefined && flags.maxIds !== undefined)
    throw new InputError('--hash-buckets and --max-ids: expected one of them, found both');
  if (flags.negativeShare !== undefined && flags.negativeShare > 1)
    throw new InputError(`--negative-share: expected a share of at most 1, found ${flags.negativeShare}`);
  checkNames('student', flags.student, clickStudentNames);
  checkNames('methods', flags.methods, clickMethodNames);
  checkNames('teacher', flags.teacher, clickTeacherKinds);
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
export function clickSettingsFromFlags(flags: SettingsFlags & ClickFlags): ClickSettings {
  const { encoding, negativeShare, teacher, student, distillation, seeds } = clickProfiles[flags.profile];
  const { dimensions, temperatures, alphas, members } = flags;
  return {
    encoding: encodingFromFlags(flags, encoding),
    negativeShare: flags.negativeShare ?? negativeShare,
    teacher: {
      ...teacher,
      kinds: (flags.teacher as ClickTeacherKind[] | undefined) ?? teacher.kinds,
      members: members ?? teacher.members,
    },
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
