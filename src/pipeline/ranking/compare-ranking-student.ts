import { meanAndInterval, pairedTTest, sizeOnDisk } from '../../evaluate';
import { scorerOf } from '../../models/ranking/score-model';
import { countWeights } from '../../tensor/parameter';
import type { FinalQueries } from './final-queries';
import { keepRankingModel } from './keep-ranking-model';
import { pairedSlices } from './paired-slices';
import { measureRanking } from './ranking-figures';
import { rankingLatency } from './ranking-latency';
import type { RankingFigures, RankingRow } from './ranking-result';
import type { RankingRun } from './ranking-run';
import type { RankingSearch } from './ranking-search';
import { type RankingTrial, type TrainRankingStudentOptions, trainRankingStudent } from './ranking-trial';

type Comparison = Omit<TrainRankingStudentOptions, 'trial' | 'cacheFolder' | 'onEpoch'> &
  FinalQueries & { readonly search: RankingSearch; readonly options: RankingRun };

interface Measured {
  readonly trial: RankingTrial;
  readonly bySeed: RankingFigures[];
  readonly validation: number[];
  /** [queries], NDCG@10, mean over the seeds */
  readonly perQuery: Float64Array;
  readonly weights: number;
  readonly bytes: number;
  readonly latencyP50Ms: number;
}

/** One student, from scratch and by each method, with every seed, on the test queries. */
export async function compareRankingStudent(comparison: Comparison): Promise<RankingRow[]> {
  const { chosen } = comparison.search;
  const scratch = await runSeeds(comparison, chosen.scratch);
  const rows = [rowOf(comparison, scratch, null)];
  for (const [name, trial] of Object.entries(chosen)) {
    if (name === 'scratch') continue;
    rows.push(rowOf(comparison, await runSeeds(comparison, trial), scratch));
  }
  return rows;
}

async function runSeeds(comparison: Comparison, trial: RankingTrial): Promise<Measured> {
  const { settings, queries, sliceOf, seenItems, options } = comparison;
  const { seeds } = settings;
  const stage = `final comparison ${trial.student}, ${trial.method}`;
  const bySeed: RankingFigures[] = [];
  const validation: number[] = [];
  const perQuery = new Float64Array(queries.users.length);
  let facts = { weights: 0, bytes: 0, latencyP50Ms: 0 };
  for (const [i, seed] of seeds.entries()) {
    const { model, result } = trainRankingStudent({
      ...comparison,
      trial: { ...trial, seed },
      cacheFolder: options.cacheFolder,
      onEpoch: (event) => options.onEvent?.({ kind: 'epoch', split: comparison.split.name, stage, event }),
    });
    const measured = measureRanking({ scorer: scorerOf(model), queries, seenItems, sliceOf });
    bySeed.push(measured.figures);
    validation.push(-result.bestValidation);
    measured.perQuery.forEach((value, q) => {
      perQuery[q] += value / seeds.length;
    });
    if (i === 0) {
      const { figures } = measured;
      const { histories } = queries;
      const folder = await keepRankingModel({ run: options, trial, model, histories, figures });
      const latencyP50Ms = await rankingLatency(scorerOf(model), { queries, maxLength: settings.maxLength });
      facts = { weights: countWeights(model.parameters), bytes: sizeOnDisk(folder), latencyP50Ms };
    }
    model.dispose();
    options.onEvent?.({
      kind: 'progress',
      split: comparison.split.name,
      stage,
      done: i + 1,
      total: seeds.length,
    });
  }
  return { trial, bySeed, validation, perQuery, ...facts };
}

function rowOf(comparison: Comparison, measured: Measured, scratch: Measured | null): RankingRow {
  const { settings, options } = comparison;
  const { trial, bySeed } = measured;
  const values = bySeed.map(({ ndcg10 }) => ndcg10);
  const interval = meanAndInterval(values);
  const tests = scratch === null ? null : testsOf(measured, scratch);
  const { seed: _, ...settled } = trial;
  return {
    dataset: options.data.name,
    student: trial.student,
    method: trial.method,
    seeds: settings.seeds,
    ndcg10: interval.mean,
    interval,
    scratchNdcg10: meanAndInterval((scratch ?? measured).bySeed.map(({ ndcg10 }) => ndcg10)).mean,
    p: tests === null ? null : Math.max(tests.users.p, tests.seeds?.p ?? 0),
    tests,
    temperature: settled.temperature,
    alpha: settled.alpha,
    hardWeight: settled.hardWeight,
    slices:
      scratch === null
        ? null
        : pairedSlices({ ...comparison, distilled: measured.perQuery, scratch: scratch.perQuery }),
    weights: measured.weights,
    bytes: measured.bytes,
    latencyP50Ms: measured.latencyP50Ms,
    trial,
    validationNdcg10: measured.validation,
    bySeed,
    command: commandOf(options, trial),
  };
}

/** The run's command, asking for this student and method alone. */
function commandOf({ command }: RankingRun, { student, method }: RankingTrial): string | null {
  if (command === undefined) return null;
  const plain = command.replace(/ --(student|methods|report) \S+/g, '');
  return `${plain} --student ${student}${method === 'scratch' ? '' : ` --methods ${method}`}`;
}

/** Over the seeds' means, and over the users' means of all seeds. */
function testsOf(measured: Measured, scratch: Measured): NonNullable<RankingRow['tests']> {
  const ndcgs = ({ bySeed }: Measured) => bySeed.map(({ ndcg10 }) => ndcg10);
  return {
    seeds:
      measured.bySeed.length > 1
        ? pairedTTest({ treatment: ndcgs(measured), baseline: ndcgs(scratch) })
        : null,
    users: pairedTTest({ treatment: measured.perQuery, baseline: scratch.perQuery }),
  };
}
