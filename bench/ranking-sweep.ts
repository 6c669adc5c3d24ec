/**
 * A sweep of 6 temperatures x 3 alphas x 3 seeds for one student on Amazon's industrial products, the teacher asked once:
 * seconds of the whole, of a trial, and what validation says of each temperature and alpha.
 *
 *   RECDISTILL_DATA_DIR=<folder with the data set> npm run bench -- ranking-sweep [student] [folder of the cache]
 *
 * The teacher comes from the cache where a run of the full profile has left it; its own time is told apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadData } from '../src/data/load-data';
import { splitLeaveOneOut } from '../src/data/splits/leave-one-out';
import { grid } from '../src/distill/sweep/grid';
import { sweep } from '../src/distill/sweep/sweep';
import { InputError } from '../src/errors';
import { rankingArtefacts } from '../src/pipeline/ranking/ranking-artefacts';
import { rankingProfiles } from '../src/pipeline/ranking/ranking-profiles';
import { type RankingStudentName, rankingStudentNames } from '../src/pipeline/ranking/ranking-student-names';
import { trainRankingStudent } from '../src/pipeline/ranking/ranking-trial';

const temperatures = [0.5, 1, 2, 4, 8, 16];
const alphas = [0.5, 1, 4];
const seeds = [1, 2, 3];
const seenItems = 'masked-except-relevant';

const secondsSince = (start: number) => (performance.now() - start) / 1000;

function meansOf(
  rows: readonly { readonly trial: { temperature: number; alpha: number }; ndcg10: number }[],
) {
  return grid({ temperature: temperatures, alpha: alphas }).map((point) => {
    const own = rows.filter(
      ({ trial }) => trial.temperature === point.temperature && trial.alpha === point.alpha,
    );
    const mean = own.reduce((sum, { ndcg10 }) => sum + ndcg10, 0) / own.length;
    return { ...point, seeds: own.length, validationNdcg10: Number(mean.toFixed(4)) };
  });
}

async function main(): Promise<void> {
  const [student = 'sasrec', cacheFolder = '.recdistill/cache'] = process.argv.slice(2);
  if (!(rankingStudentNames as readonly string[]).includes(student))
    throw new InputError(`student "${student}"; expected one of ${rankingStudentNames.join(', ')}`);
  const data = await loadData({ dataset: 'amazon-industrial' });
  const split = splitLeaveOneOut({ data });
  const settings = rankingProfiles.full;
  const [weightDecay] = settings.student.weightDecays;
  const [learningRate] = settings.student.learningRates;
  const asked = performance.now();
  const artefacts = await rankingArtefacts({
    ...{ split, settings, seed: 1, seenItems, textSource: 'language-model', cacheFolder },
  });
  const teacherSeconds = secondsSince(asked);
  const trials = grid({ temperature: temperatures, alpha: alphas, seed: seeds }).map((point) => ({
    ...{ student: student as RankingStudentName, method: 'catalogue-kl' as const, learningRate },
    ...{ weightDecay, hardWeight: 1, ...point },
  }));
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-sweep-'));
  const started = performance.now();
  const rows = await sweep({
    trials,
    resultsPath: join(folder, 'sweep.jsonl'),
    context: artefacts.soft.hash,
    run: async (trial) => {
      const shared = { split, settings, seenItems, ...artefacts } as const;
      const { model, result } = trainRankingStudent({ ...shared, trial, cacheFolder: null });
      model.dispose();
      return { validationNdcg10: -result.bestValidation };
    },
    onTrial: ({ done, total }) => console.error(`${done} of ${total}, ${secondsSince(started).toFixed(0)} s`),
  });
  const seconds = secondsSince(started);
  artefacts.teacher.dispose();
  rmSync(folder, { recursive: true });
  const means = meansOf(rows.map(({ trial, metrics }) => ({ trial, ndcg10: metrics.validationNdcg10 ?? 0 })));
  const times = { teacherSeconds, seconds, trials: rows.length, secondsATrial: seconds / rows.length };
  console.log(JSON.stringify({ work: `sweep of ${student}`, ...times, means }, null, 2));
}

void main();
