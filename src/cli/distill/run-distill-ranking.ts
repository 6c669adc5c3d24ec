import { join } from 'node:path';
import { InputError, nearestName } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { type MethodName, methodNames, vectorsReadBy } from '../../pipeline/ranking/create-method';
import { rankingProfiles } from '../../pipeline/ranking/ranking-profiles';
import { rankingFinding, rankingReport, rankingResultsTable } from '../../pipeline/ranking/ranking-report';
import type { AnyRankingResult } from '../../pipeline/ranking/ranking-result';
import type { RankingRun } from '../../pipeline/ranking/ranking-run';
import type { RankingSettings } from '../../pipeline/ranking/ranking-settings';
import { type RankingStudentName, rankingStudentNames } from '../../pipeline/ranking/ranking-student-names';
import { runImportedRanking } from '../../pipeline/ranking/run-imported-ranking';
import { runRanking } from '../../pipeline/ranking/run-ranking';
import { type TeacherKind, teacherKinds } from '../../pipeline/ranking/teacher-kinds';
import { tableText } from '../../plot';
import type { PreparedRankings } from '../../sweep/jobs/prepared-run';
import type { DistillationFlags } from './add-distill-options';
import { checkNoClicks } from './check-no-clicks';
import type { DistillTracking } from './distill-tracking';
import { listenersFor } from './listeners';
import { loadWithProgress } from './load-with-progress';
import { rankingDataFromFlags } from './ranking-data';
import type { DistillFlags } from './run-distill';
import { checkStudents, refuseFlags } from './settings-options';
import { softTargetsFromFlags } from './soft-targets-options';
import { writeOutputs } from './write-outputs';

/** What a terminal is wide enough for. */
const columns = ['model', 'NDCG@10', 'recall@10', 'weights', 'T', 'p against scratch'];

/** Data, split and settings of a run over rankings, as the flags say. */
export async function preparedRankings(flags: DistillationFlags): Promise<PreparedRankings> {
  await checkNoClicks(flags);
  checkFlags(flags);
  const { data, split } = rankingDataFromFlags(flags, await loadWithProgress(flags));
  const { seed, text: textSource, model } = flags;
  return {
    ...{ task: 'ranking', dataHash: data.hash, data, splits: [split] },
    settings: rankingSettingsFromFlags(flags),
    ...{ seed, seenItems: flags.seen ?? 'masked', textSource, model },
    softTargets: softTargetsFromFlags(flags),
  };
}

/** Distils rankings as the flags say; `result.json` and the students go into the out folder. */
export async function rankingFromFlags(options: {
  readonly flags: DistillFlags;
  readonly command: string;
  readonly tracking?: DistillTracking;
}): Promise<{ readonly result: AnyRankingResult; readonly outFolder: string }> {
  const { flags, command, tracking } = options;
  const prepared = await preparedRankings(flags);
  const { data, splits, settings, seed, seenItems, textSource, model, softTargets } = prepared;
  const outFolder = flags.out ?? join('out', data.name);
  const { onEvent, close } = listenersFor(flags, data.name, { tracking, outFolder, settings });
  const run: RankingRun = {
    ...{ data, split: splits[0], settings, seed, seenItems },
    ...{ cacheFolder: flags.cache, outFolder, command, onEvent },
  };
  const result: AnyRankingResult = await (softTargets === null
    ? runRanking({ ...run, textSource, model })
    : runImportedRanking({ ...run, softTargets })
  ).finally(close);
  writeFileAtomic(join(outFolder, 'result.json'), `${JSON.stringify(result)}\n`);
  return { result, outFolder };
}

/** `recdistill distill --task ranking`. */
export async function runDistillRanking(options: {
  readonly flags: DistillFlags;
  readonly command: string;
  readonly tracking?: DistillTracking;
  readonly markdownPath: string | null;
}): Promise<void> {
  const { flags, markdownPath } = options;
  const { result, outFolder } = await rankingFromFlags(options);
  const report = rankingReport(result);
  const files = [
    join(outFolder, 'result.json'),
    ...(await writeOutputs({ result, report, outFolder, markdownPath })),
  ];
  options.tracking?.results({ outFolder, report, table: rankingResultsTable(result) });
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ ...result, searches: undefined, files }, null, 2)}\n`);
  else process.stdout.write(`${summaryOf(result)}\n${files.join('\n')}\n`);
}

function checkFlags(flags: DistillationFlags): void {
  checkStudents(flags, rankingStudentNames);
  if (flags.friendsText !== undefined)
    throw new InputError('--friends-text: expected --task rating beside, found --task ranking');
  refuseFlags(flags, ['labelShares', 'ablation', 'batchSize'], 'rating');
  const foreign = flags.teacher?.find((name) => !(teacherKinds as readonly string[]).includes(name));
  if (foreign !== undefined)
    throw new InputError(
      `--teacher ${foreign}: expected one of ${teacherKinds.join(', ')} for --task ranking`,
    );
  const known: readonly string[] = methodNames;
  const unknown = flags.methods?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    `--methods ${unknown}; did you mean "${nearestName(unknown, methodNames)}"? Known: ${methodNames.join(', ')}`,
  );
}

/** The profile's methods; of those that compare vectors none, where a file of lists may bring none. */
function methodsFromFlags(
  { methods, softTargets }: DistillationFlags,
  standard: readonly string[],
): readonly string[] {
  if (methods !== undefined || softTargets === undefined) return methods ?? standard;
  return standard.filter((name) => vectorsReadBy(name as MethodName).length === 0);
}

/** The profile, changed where flags say so. */
export function rankingSettingsFromFlags(flags: DistillationFlags): RankingSettings {
  const { teacher, student, distillation, seeds, maxLength, mostQueries } = rankingProfiles[flags.profile];
  return {
    maxLength: flags.maxLength ?? maxLength,
    mostQueries,
    teacher: {
      ...teacher,
      kinds: (flags.teacher as TeacherKind[] | undefined) ?? teacher.kinds,
      members: flags.members ?? teacher.members,
      textTuning: tuningFromFlags(flags),
    },
    student: {
      ...student,
      students: (flags.student as RankingStudentName[] | undefined) ?? student.students,
      dimensions: flags.dimensions ?? student.dimensions,
    },
    distillation: {
      ...distillation,
      methods: methodsFromFlags(flags, distillation.methods),
      temperatures: flags.temperatures ?? distillation.temperatures,
      alphas: flags.alphas ?? distillation.alphas,
    },
    seeds: flags.seeds ?? seeds,
  };
}

/** The full profile's way of tuning texts, for as many epochs as the flag says; none where it says 0. */
function tuningFromFlags({
  profile,
  fineTuneEpochs,
}: DistillationFlags): RankingSettings['teacher']['textTuning'] {
  if (fineTuneEpochs === undefined) return rankingProfiles[profile].teacher.textTuning;
  const { textTuning } = rankingProfiles.full.teacher;
  return fineTuneEpochs === 0 || textTuning === null ? null : { ...textTuning, epochs: fineTuneEpochs };
}

/** The table and one sentence a row, for a terminal. */
function summaryOf(result: AnyRankingResult): string {
  const { rows, digits, caption } = rankingResultsTable(result);
  const shown = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const findings = result.rows
    .filter(({ method }) => method !== 'scratch')
    .map((row) => rankingFinding(result, row).replaceAll('**', ''));
  return `${result.dataset}: ${caption}\n\n${tableText({ rows: shown, digits })}\n\n${findings.join('\n')}\n`;
}
