import { join } from 'node:path';
import { implicitFeedback, isImplicit } from '../../data/implicit-feedback';
import type { RecommendationData } from '../../data/recommendation-data';
import { splitLeaveOneOut } from '../../data/splits/leave-one-out';
import { InputError, nearestName } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import type { PipelineListener } from '../../pipeline';
import { type MethodName, methodNames } from '../../pipeline/ranking/create-method';
import { rankingProfiles } from '../../pipeline/ranking/ranking-profiles';
import { rankingFinding, rankingReport, rankingResultsTable } from '../../pipeline/ranking/ranking-report';
import type { RankingResult } from '../../pipeline/ranking/ranking-result';
import type { RankingSettings } from '../../pipeline/ranking/ranking-settings';
import { type RankingStudentName, rankingStudentNames } from '../../pipeline/ranking/ranking-student-names';
import { runRanking } from '../../pipeline/ranking/run-ranking';
import { tableText } from '../../plot';
import type { DistillFlags } from './run-distill';
import { checkStudents, refuseFlags } from './settings-options';
import { splitsFromFlags } from './split-options';
import { writeOutputs } from './write-outputs';

/** What a terminal is wide enough for. */
const columns = ['model', 'NDCG@10', 'recall@10', 'weights', 'T', 'p against scratch'];

/** `recdistill distill --task ranking`, once its data are loaded. */
export async function runDistillRanking(options: {
  readonly flags: DistillFlags;
  readonly data: RecommendationData;
  readonly outFolder: string;
  readonly command: string;
  readonly markdownPath: string | null;
  readonly onEvent: PipelineListener;
  readonly close: () => void;
}): Promise<void> {
  const { flags, outFolder, command, markdownPath, onEvent, close } = options;
  checkFlags(flags);
  const { minRating = null } = flags;
  const data = isImplicit(options.data)
    ? options.data
    : implicitFeedback({ data: options.data, atLeast: minRating });
  const [split] =
    flags.split === undefined && flags.folds === undefined
      ? [splitLeaveOneOut({ data })]
      : splitsFromFlags(data, flags, flags.seed);
  const result = await runRanking({
    data,
    split,
    settings: rankingSettingsFromFlags(flags),
    seed: flags.seed,
    seenItems: flags.seen ?? 'masked',
    textSource: flags.text,
    model: flags.model,
    cacheFolder: flags.cache,
    outFolder,
    command,
    onEvent,
  }).finally(close);
  const path = join(outFolder, 'result.json');
  writeFileAtomic(path, `${JSON.stringify(result)}\n`);
  const report = rankingReport(result);
  const files = [path, ...(await writeOutputs({ result, report, outFolder, markdownPath }))];
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ ...result, searches: undefined, files }, null, 2)}\n`);
  else process.stdout.write(`${summaryOf(result)}\n${files.join('\n')}\n`);
}

function checkFlags(flags: DistillFlags): void {
  checkStudents(flags, rankingStudentNames);
  refuseFlags(flags, ['labelShares', 'ablation', 'fineTuneEpochs'], 'rating');
  const unknown = flags.methods?.find((name) => !methodNames.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    `--methods ${unknown}; did you mean "${nearestName(unknown, methodNames)}"? Known: ${methodNames.join(', ')}`,
  );
}

/** The profile, changed where flags say so. */
export function rankingSettingsFromFlags(flags: DistillFlags): RankingSettings {
  const { teacher, student, distillation, seeds, maxLength } = rankingProfiles[flags.profile];
  return {
    maxLength,
    teacher: {
      ...teacher,
      kinds: flags.teacher ?? teacher.kinds,
      members: flags.members ?? teacher.members,
    },
    student: {
      ...student,
      students: (flags.student as RankingStudentName[] | undefined) ?? student.students,
      dimensions: flags.dimensions ?? student.dimensions,
    },
    distillation: {
      ...distillation,
      methods: (flags.methods as MethodName[] | undefined) ?? distillation.methods,
      temperatures: flags.temperatures ?? distillation.temperatures,
      alphas: flags.alphas ?? distillation.alphas,
    },
    seeds: flags.seeds ?? seeds,
  };
}

/** The table and one sentence a row, for a terminal. */
function summaryOf(result: RankingResult): string {
  const { rows, digits, caption } = rankingResultsTable(result);
  const shown = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const findings = result.rows
    .filter(({ method }) => method !== 'scratch')
    .map((row) => rankingFinding(result, row).replaceAll('**', ''));
  return `${result.dataset}: ${caption}\n\n${tableText({ rows: shown, digits })}\n\n${findings.join('\n')}\n`;
}
