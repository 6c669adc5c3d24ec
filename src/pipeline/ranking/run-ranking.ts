import { stat } from 'node:fs/promises';
import { checkOptions } from '../../errors';
import type { TextSource } from '../text-vectors';
import { WholeProgress } from '../whole-progress';
import { type FinalQueries, referenceOf } from './final-queries';
import { rankingArtefacts } from './ranking-artefacts';
import { rankingLatency } from './ranking-latency';
import { rankingPlan } from './ranking-plan';
import type { RankingResult, TrainedTeacherResult } from './ranking-result';
import { type RankingRun, rankingRunOptions } from './ranking-run';
import type { RankingTeacher } from './ranking-teacher';
import { searchAndCompare } from './search-and-compare';

export interface RunRankingOptions extends RankingRun {
  readonly textSource: TextSource;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
}

const known = [...rankingRunOptions, 'textSource', 'model'];

/**
 * The whole way for rankings: teacher, soft targets, controls, students from scratch and distilled by each method.
 * Everything is chosen on validation; the test part is opened once, when all is chosen. The teacher's hash is checked
 * before and after.
 * @throws InputError on unknown options or a split that holds nothing out
 */
export async function runRanking(given: RunRankingOptions): Promise<RankingResult> {
  checkOptions('runRanking', given, known);
  const progress = new WholeProgress(given.data.name, given.onEvent);
  progress.add(given.split.name, rankingPlan(given.settings));
  const options = { ...given, onEvent: progress.listener };
  progress.tell();
  const started = performance.now();
  const { data: _, outFolder: __, command: ___, ...own } = options;
  const { teacher, validation, observed, soft, softSeconds } = await rankingArtefacts(own);
  try {
    const hash = teacher.hash();
    const { found, final } = await searchAndCompare(options, { validation, observed, soft });
    const about = await teacherResult(teacher, final, options);
    progress.close(given.split.name);
    if (about.hash !== hash) throw new Error('runRanking: the teacher moved while it taught');
    return {
      ...found,
      teacher: about,
      softTargets: {
        contexts: soft.teacher.contexts,
        drawn: given.settings.distillation.drawnHistories,
        k: soft.teacher.k,
        sizeBytes: (await stat(soft.path)).size,
        seconds: softSeconds,
      },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    teacher.dispose();
  }
}

async function teacherResult(
  teacher: RankingTeacher,
  final: FinalQueries,
  run: RankingRun,
): Promise<TrainedTeacherResult> {
  const { weights, validation, weightSearch, parts } = teacher;
  const whole = { name: 'teacher', scorer: teacher, weights, settings: '' };
  return {
    source: 'trained',
    latencyP50Ms: await rankingLatency(teacher, { ...final, maxLength: run.settings.maxLength }),
    ...referenceOf({ ...whole, validationNdcg10: validation.ensemble }, final, run),
    validationByMember: validation.members,
    weightSearch,
    parts: parts.map(({ name, scorer, weight, validation: alone }) => {
      const about = { name, scorer, weights: null, settings: `weight ${weight}`, validationNdcg10: alone };
      return referenceOf(about, final, run);
    }),
    hash: teacher.hash(),
  };
}
