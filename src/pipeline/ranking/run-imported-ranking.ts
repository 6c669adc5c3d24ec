import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { WholeProgress } from '../whole-progress';
import { type MethodName, vectorsReadBy } from './create-method';
import { type GivenSoftTargets, importRankingSoft } from './imported-soft';
import { studentsPlan } from './ranking-plan';
import { rankingQueries } from './ranking-queries';
import type { GivenTeacherResult, RankingResult } from './ranking-result';
import { type RankingRun, rankingRunOptions } from './ranking-run';
import type { RankingSoft } from './ranking-trial';
import { searchAndCompare } from './search-and-compare';
import { trainingExamples } from './training-examples';

export interface RunImportedRankingOptions extends RankingRun {
  readonly softTargets: GivenSoftTargets;
}

type ImportedMaterialOptions = Pick<
  RunImportedRankingOptions,
  'split' | 'settings' | 'softTargets' | 'cacheFolder'
>;

/**
 * The way of `runRanking` with a teacher from elsewhere, whose lists come as a file: students from scratch and
 * distilled by each method, beside the controls. The teacher itself has no figures, as nobody can ask it about the
 * test queries; no history is drawn from it.
 * @throws InputError on unknown options, a split that holds nothing out, whatever is wrong with the file, a method that
 *   needs the teacher's vectors where the file has none, and `mf` where the file knows no user
 */
export async function runImportedRanking(
  given: RunImportedRankingOptions,
): Promise<RankingResult<GivenTeacherResult>> {
  checkOptions('runImportedRanking', given, [...rankingRunOptions, 'softTargets']);
  const { data, split, settings, softTargets } = given;
  const started = performance.now();
  const { validation, observed, soft, fileHash, report } = await importedRankingMaterial(given);
  const seconds = (performance.now() - started) / 1000;
  const progress = new WholeProgress(data.name, given.onEvent);
  progress.add(split.name, studentsPlan(settings));
  progress.tell();
  const run = { ...given, onEvent: progress.listener };
  const { found } = await searchAndCompare(run, { validation, observed, soft });
  progress.close(split.name);
  return {
    ...found,
    teacher: {
      source: 'file',
      file: basename(softTargets.file),
      hash: fileHash,
      ...report,
      queries: softTargets.queries,
    },
    softTargets: {
      contexts: soft.teacher.contexts,
      drawn: 0,
      k: soft.teacher.k,
      sizeBytes: (await stat(soft.path)).size,
      seconds,
    },
    seconds: (performance.now() - started) / 1000,
  };
}

/** What students learn from and are chosen by, with the lists of a file as the teacher's word. */
export async function importedRankingMaterial(options: ImportedMaterialOptions) {
  const { split, settings, softTargets, cacheFolder } = options;
  const { maxLength } = settings;
  split.checkLeakage();
  const validation = rankingQueries({ split, known: split.train, asked: split.validation, maxLength });
  const observed = trainingExamples({ split, maxLength, most: null, seed: 0 });
  const imported = await importRankingSoft({ softTargets, split, observed, settings, cacheFolder });
  checkTeachable(options, imported.soft);
  return { validation, observed, ...imported };
}

/** Says before anything is trained what the lists cannot teach. */
function checkTeachable({ settings, softTargets }: ImportedMaterialOptions, soft: RankingSoft): void {
  const file = basename(softTargets.file);
  const methods = settings.distillation.methods as readonly MethodName[];
  for (const name of methods) {
    const missing = vectorsReadBy(name).find((vectors) => soft.teacher[vectors] === undefined);
    if (missing === undefined) continue;
    const bearer = missing === 'hidden' ? 'list' : 'item';
    throw new InputError(
      `method ${name} compares vectors: expected an "embedding" of every ${bearer} in ${file}, found none; take a method that reads rankings alone`,
    );
  }
  const { users } = soft.examples.contexts;
  if (settings.student.students.includes('mf') && !users.some((user) => user >= 0)) {
    throw new InputError(
      `student mf knows users alone: expected lists of users in ${file}, found lists of contexts only; leave mf out`,
    );
  }
}
