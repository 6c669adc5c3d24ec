import { findClickSource } from '../../data/sources/click-sources';
import { InputError } from '../../errors';
import { type ClickStudentName, clickStudentNames } from '../../pipeline/click/click-names';
import type { ClickSettings } from '../../pipeline/click/click-settings';
import { runStrategies } from '../../pipeline/strategies';
import {
  clickAblation,
  clickCases,
  clickStrategyProfiles,
  prepareClickStrategies,
} from '../../pipeline/strategies/click';
import { openLogFromFlags } from '../data-options';
import type { DistillationFlags } from '../distill/add-distill-options';
import { checkClickFlags, teacherFromFlags } from '../distill/click-options';
import { clickSplitsFromFlags } from '../distill/click-splits';
import { checkStudents } from '../distill/settings-options';
import { chosenCases, type LoadAblationOptions, type LoadedAblation } from './opened-ablation';
import { refuseUnread } from './refuse-unread';

/** The profile, changed where flags say so. */
function settingsOf(flags: DistillationFlags): ClickSettings {
  const base = clickStrategyProfiles[flags.profile];
  const { teacher, student, distillation } = base;
  return {
    ...base,
    teacher: teacherFromFlags(flags, teacher),
    student: {
      ...student,
      students: (flags.student as ClickStudentName[] | undefined) ?? student.students,
      dimensions: flags.dimensions ?? student.dimensions,
    },
    distillation: {
      ...distillation,
      temperatures: flags.temperatures ?? distillation.temperatures,
      alphas: flags.alphas ?? distillation.alphas,
    },
    seeds: flags.seeds ?? base.seeds,
  };
}

/** A row of `"task": "click"`. */
export async function loadClickAblation(options: LoadAblationOptions): Promise<LoadedAblation> {
  const { flags, source, cacheFolder } = options;
  refuseUnread(flags, ['minRating', 'hashBuckets', 'maxIds', 'minCount', 'negativeShare']);
  if (source !== null) throw new InputError('"source": only rankings read other data; leave it out');
  checkClickFlags(flags);
  checkStudents(flags, clickStudentNames);
  const { log, parts } = await openLogFromFlags(flags, {});
  const { seed, dataset } = flags;
  const made = dataset === undefined ? null : (findClickSource(dataset).made?.() ?? null);
  const { splits } = clickSplitsFromFlags({ log, parts, flags, seed });
  if (splits.length > 1)
    throw new InputError(`"folds": an ablation runs on one split, found ${splits.length}; leave it out`);
  return {
    ...{ dataset: log.name, hash: log.hash, isSynthetic: made !== null },
    prepare: async (onEvent) => {
      const settings = settingsOf(flags);
      const material = await prepareClickStrategies({
        ...{ log, split: splits[0], settings, seed, cacheFolder, onEvent },
        ...(made === null ? {} : { chances: made.probabilities }),
      });
      const { students } = settings.student;
      return {
        students,
        run: ({ only, ...places }) =>
          runStrategies({
            ...{ dataset: log.name, task: clickAblation, material, students, seeds: settings.seeds },
            ...{ ...places, cases: chosenCases(clickCases, only) },
          }),
        dispose: () => material.dispose(),
      };
    },
  };
}
