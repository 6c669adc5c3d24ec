import { isImplicit } from '../../data/implicit-feedback';
import type { RecommendationData } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import { type StudentName, studentNames } from '../../models/rating/create-student';
import type { PipelineSettings } from '../../pipeline';
import { runStrategies } from '../../pipeline/strategies';
import {
  prepareRatingStrategies,
  ratingAblation,
  ratingCases,
  ratingStrategyProfiles,
} from '../../pipeline/strategies/rating';
import type { DistillationFlags } from '../distill/add-distill-options';
import { loadWithProgress } from '../distill/load-with-progress';
import { checkStudents } from '../distill/settings-options';
import { splitsFromFlags } from '../distill/split-options';
import { chosenCases, type LoadAblationOptions, type LoadedAblation } from './opened-ablation';
import { refuseUnread } from './refuse-unread';

/** The profile, changed where flags say so. */
function settingsOf(flags: DistillationFlags): PipelineSettings {
  const { teacher, student, distillation, seeds } = ratingStrategyProfiles[flags.profile];
  return {
    teacher: {
      ...teacher,
      members: flags.members ?? teacher.members,
      batchSize: flags.batchSize ?? teacher.batchSize,
    },
    student: {
      ...student,
      students: (flags.student as StudentName[] | undefined) ?? student.students,
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

function checkRated({ name, users, items, ...data }: RecommendationData, { student }: DistillationFlags) {
  if (isImplicit({ name, users, items, ...data }))
    throw new InputError(`${name} has no ratings; give "task": "ranking"`);
  if (student?.includes('linear') && users.features === null && items.features === null)
    throw new InputError(`"student": linear reads side features, and ${name} has none`);
}

/** A row of `"task": "rating"`. */
export async function loadRatingAblation(options: LoadAblationOptions): Promise<LoadedAblation> {
  const { flags, source, cacheFolder } = options;
  const foreign = ['minRating', 'seen', 'maxLength', 'teacher', 'hashBuckets', 'maxIds', 'minCount'] as const;
  refuseUnread(flags, [...foreign, 'negativeShare']);
  if (source !== null) throw new InputError('"source": only rankings read other data; leave it out');
  checkStudents(flags, studentNames);
  const data = await loadWithProgress(flags);
  checkRated(data, flags);
  const splits = splitsFromFlags(data, flags, flags.seed);
  if (splits.length > 1)
    throw new InputError(`"folds": an ablation runs on one split, found ${splits.length}; name one fold`);
  const isSilent = [...data.users.texts, ...data.items.texts].every((text) => text === '');
  const { seed, text, model } = flags;
  return {
    ...{ dataset: data.name, hash: data.hash, isSynthetic: data.expectations !== null },
    prepare: async (onEvent) => {
      const settings = settingsOf(flags);
      const material = await prepareRatingStrategies({
        ...{ split: splits[0], settings, seed, cacheFolder, onEvent, model },
        textSource: isSilent ? 'none' : text,
      });
      const { students } = settings.student;
      return {
        students,
        run: ({ only, ...places }) =>
          runStrategies({
            ...{ dataset: data.name, task: ratingAblation, material, students, seeds: settings.seeds },
            ...{ ...places, cases: chosenCases(ratingCases, only) },
          }),
        dispose: () => material.dispose(),
      };
    },
  };
}
