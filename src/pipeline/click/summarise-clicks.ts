import {
  type Calibration,
  type ClickMetrics,
  clickCalibration,
  type MeanAndInterval,
  meanAndInterval,
  pairedTTest,
} from '../../evaluate';
import { meanOf } from '../summarise';
import type { ClickFigures, ClickFindings, ClickRow, ClickTeacherResult } from './click-result';
import type { ClickRun } from './click-run';
import { lossDifference, pooled, recoveredShare, type Units, unitsOf } from './paired-losses';
import type { SplitFindings, SplitRow } from './split-findings';

const BINS = 10;

/** What is summed up, and what the rows carry with them. */
interface Summary {
  readonly findings: readonly SplitFindings[];
  readonly units: Units | null;
  readonly run: Pick<ClickRun, 'log' | 'settings' | 'seed' | 'command'>;
}

/** Means, intervals and tests over splits of one log. */
export function summariseClicks(findings: readonly SplitFindings[], run: Summary['run']): ClickFindings {
  const summary = { findings, units: unitsOf(findings), run };
  const [first] = findings;
  const rows = first.students.map((_, index) => rowOf(summary, index));
  return {
    splits: findings.map(({ split, rows: counts, softTargets, seconds }) => ({
      ...{ split, rows: counts, softTargets, seconds },
    })),
    clickRate: { logLoss: meanOf(findings.map(({ rateLosses }) => meanOf([...rateLosses]))) },
    teacher: teacherOf(summary),
    rows,
    searches: findings.flatMap(({ split, searches }) => searches.map((search) => ({ split, ...search }))),
  };
}

/** @param metrics by split, and in it by seed */
function figuresOf(metrics: readonly (readonly ClickMetrics[])[]): ClickFigures {
  const mean = (of: (m: ClickMetrics) => number) => meanOf(metrics.map((own) => meanOf(own.map(of))));
  const meanOrNull = (of: (m: ClickMetrics) => number | null) =>
    metrics.flat().some((m) => of(m) === null) ? null : mean((m) => of(m) ?? 0);
  return {
    logLoss: mean((m) => m.logLoss),
    auc: meanOrNull((m) => m.auc),
    groupAuc: meanOrNull((m) => m.groupAuc?.value ?? null),
    normalisedEntropy: meanOrNull((m) => m.normalisedEntropy),
    ece: mean((m) => m.ece),
    calibrationRatio: meanOrNull((m) => m.calibrationRatio),
  };
}

function reliabilityOf({ findings }: Summary, logits: readonly Float32Array[]): Calibration {
  const labels = pooled(findings.map(({ test }) => test.labels));
  return clickCalibration({ logits: pooled(logits), labels, bins: BINS });
}

function teacherOf({ findings, units, run }: Summary): ClickTeacherResult {
  const own = findings.map(({ teacher }) => teacher);
  const { seed } = run;
  const losses = pooled(own.map((teacher) => teacher.losses));
  const against = (baseline: Float64Array) => lossDifference({ treatment: losses, baseline, units, seed });
  const regression = findings[0].students.findIndex(
    ({ trial }) => trial.student === 'logistic-regression' && trial.method === 'scratch',
  );
  const lossesOf = (index: number) => pooled(findings.map(({ students }) => students[index].losses));
  return {
    figures: figuresOf(own.map(({ metrics }) => [metrics])),
    againstLogisticRegression: regression < 0 ? null : against(lossesOf(regression)),
    againstRate: against(pooled(findings.map(({ rateLosses }) => rateLosses))),
    weights: own[0].weights,
    latencyP50Ms: own[0].latencyP50Ms,
    validationLogLoss: meanOf(own.map(({ validation }) => validation)),
    reliability: reliabilityOf(
      { findings, units, run },
      own.map(({ logits }) => logits),
    ),
    bySplit: findings.map(({ split, teacher: { losses: _, logits: __, ...about } }) => ({ split, ...about })),
  };
}

/** The student and method at `index` of every split's rows. */
function rowOf(summary: Summary, index: number): ClickRow {
  const { findings, run } = summary;
  const own = findings.map(({ students }) => students[index]);
  const { student, method } = own[0].trial;
  const scratch = scratchOf(summary, student);
  const figures = figuresOf(own.map(({ bySeed }) => bySeed));
  const isScratch = method === 'scratch';
  const { weights, bytes, latencyP50Ms } = own[0];
  return {
    ...{ domain: 'advertising', dataset: run.log.name, student, method, metric: 'logLoss' },
    scratch: figuresOf(scratch.map(({ bySeed }) => bySeed)).logLoss,
    distilled: isScratch ? null : figures.logLoss,
    teacher: figuresOf(findings.map(({ teacher }) => [teacher.metrics])).logLoss,
    seeds: run.settings.seeds,
    ...(isScratch
      ? { interval: null, p: null, tests: null, recovered: null }
      : comparedWith(summary, own, scratch)),
    ...{ weights, bytes, latencyP50Ms, figures },
    logLossInterval: intervalOver(own.map(lossBySeed)),
    validationLogLoss: meanOf(own.map(({ validation }) => meanOf(validation))),
    reliability: reliabilityOf(
      summary,
      own.map(({ logits }) => logits),
    ),
    bySplit: own.map(({ trial, bySeed, validation }, i) => ({
      ...{ split: findings[i].split, trial, bySeed, validation },
    })),
    command: commandOf(run, own[0]),
  };
}

function scratchOf({ findings }: Summary, student: string): SplitRow[] {
  return findings.flatMap(({ students }) =>
    students.filter(({ trial }) => trial.student === student && trial.method === 'scratch'),
  );
}

const lossBySeed = ({ bySeed }: SplitRow): number[] => bySeed.map(({ logLoss }) => logLoss);

/** The splits' means where there are several, else the one split's seeds. */
function repeatsOf(values: readonly (readonly number[])[]): readonly number[] {
  return values.length > 1 ? values.map(meanOf) : values[0];
}

function intervalOver(values: readonly (readonly number[])[]): MeanAndInterval {
  return meanAndInterval(repeatsOf(values));
}

/** Never more certain than the more doubtful of the two tests. */
function comparedWith(
  { findings, units, run }: Summary,
  own: readonly SplitRow[],
  scratch: readonly SplitRow[],
): Pick<ClickRow, 'interval' | 'p' | 'tests' | 'recovered'> {
  const lossesOf = (rows: readonly SplitRow[]) => pooled(rows.map(({ losses }) => losses));
  const [distilled, baseline] = [lossesOf(own), lossesOf(scratch)];
  const teacher = pooled(findings.map((found) => found.teacher.losses));
  const [after, before] = [own, scratch].map((rows) => repeatsOf(rows.map(lossBySeed)));
  const rows = lossDifference({ treatment: distilled, baseline, units, seed: run.seed });
  const repeats = after.length > 1 ? pairedTTest({ treatment: after, baseline: before }) : null;
  return {
    interval: meanAndInterval(after.map((value, i) => value - before[i])),
    p: Math.max(rows.p, repeats?.p ?? 0),
    tests: { rows, repeats },
    recovered: recoveredShare({ scratch: baseline, distilled, teacher, units }),
  };
}

/** The run's command, asking for this student and method alone. */
function commandOf({ command }: Summary['run'], { trial }: SplitRow): string | null {
  if (command === undefined) return null;
  const plain = command.replace(/ --(student|methods|report) \S+/g, '');
  const { student, method } = trial;
  return `${plain} --student ${student}${method === 'scratch' ? '' : ` --methods ${method}`}`;
}
