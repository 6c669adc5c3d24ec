import { isImplicit } from '../../data/implicit-feedback';
import type { Split } from '../../data/split';
import type { RankingSettings } from '../../pipeline/ranking/ranking-settings';
import type { RankingStudentName } from '../../pipeline/ranking/ranking-student-names';
import { rankingStudentNames } from '../../pipeline/ranking/ranking-student-names';
import type { TeacherKind } from '../../pipeline/ranking/teacher-kinds';
import { runStrategies } from '../../pipeline/strategies';
import {
  prepareRankingStrategies,
  rankingAblation,
  rankingCases,
  rankingStrategyProfiles,
} from '../../pipeline/strategies/ranking';
import type { DistillationFlags } from '../distill/add-distill-options';
import { loadWithProgress } from '../distill/load-with-progress';
import { rankingDataFromFlags } from '../distill/ranking-data';
import { checkStudents } from '../distill/settings-options';
import { chosenCases, type LoadAblationOptions, type LoadedAblation } from './opened-ablation';
import { refuseUnread } from './refuse-unread';

/** The profile, changed where flags say so. */
function settingsOf(flags: DistillationFlags): RankingSettings {
  const base = rankingStrategyProfiles[flags.profile];
  const { teacher, student, distillation } = base;
  return {
    ...base,
    maxLength: flags.maxLength ?? base.maxLength,
    teacher: {
      ...teacher,
      kinds: (flags.teacher as TeacherKind[] | undefined) ?? teacher.kinds,
      members: flags.members ?? teacher.members,
    },
    student: {
      ...student,
      students: (flags.student as RankingStudentName[] | undefined) ?? student.students,
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

async function sourceSplit(source: DistillationFlags | null): Promise<Split | null> {
  if (source === null) return null;
  return rankingDataFromFlags(source, await loadWithProgress(source)).split;
}

/** A row of `"task": "ranking"`. */
export async function loadRankingAblation(options: LoadAblationOptions): Promise<LoadedAblation> {
  const { flags, cacheFolder } = options;
  refuseUnread(flags, ['hashBuckets', 'maxIds', 'minCount', 'negativeShare', 'batchSize']);
  checkStudents(flags, rankingStudentNames);
  const loaded = await loadWithProgress(flags);
  const { data, split } = rankingDataFromFlags(flags, loaded);
  const source = await sourceSplit(options.source);
  const { seed, text, model, seen } = flags;
  return {
    ...{ dataset: data.name, hash: data.hash, isSynthetic: loaded.expectations !== null },
    prepare: async (onEvent) => {
      const settings = settingsOf(flags);
      const material = await prepareRankingStrategies({
        ...{ split, settings, seed, cacheFolder, onEvent, model, source, textSource: text },
        ...{ seenItems: seen ?? 'masked', rated: isImplicit(loaded) ? null : loaded },
      });
      const { students } = settings.student;
      return {
        students,
        run: ({ only, ...places }) =>
          runStrategies({
            ...{ dataset: data.name, task: rankingAblation, material, students, seeds: settings.seeds },
            ...{ ...places, cases: chosenCases(rankingCases, only) },
          }),
        dispose: () => material.dispose(),
      };
    },
  };
}
