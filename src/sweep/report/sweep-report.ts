import { formatMeanAndInterval } from '../../evaluate';
import type { Report, ReportSection, Row } from '../../plot';
import { finalFigures, temperatureFigures } from './sweep-figures';
import type { FinalFinding, OverFolds, SweepFindings, TrialFinding } from './sweep-findings';

/** More would hide the best ones; the JSON file has them all. */
const MOST_TRIALS = 40;

const digits = 4;

const probability = (p: number | null) => (p === null ? null : p < 0.001 ? '< 0.001' : p.toFixed(3));

function foldsRow({ student, method, interval, p, weights, folds }: OverFolds, metric: string): Row {
  return {
    ...{ student, method, folds },
    [metric]: formatMeanAndInterval(interval, digits),
    'p against scratch': probability(p),
    weights,
  };
}

/** What distilling came to, in one sentence a student and method. */
function sentence(own: OverFolds, scratch: OverFolds, { metric, smaller }: SweepFindings): string {
  const difference = own.interval.mean - scratch.interval.mean;
  const isBetter = smaller === 'better' ? difference < 0 : difference > 0;
  const figures = `${metric} ${scratch.interval.mean.toFixed(digits)} from scratch, ${own.interval.mean.toFixed(digits)} by ${own.method}`;
  const p = own.p === null ? '' : ` (p ${own.p < 0.001 ? '< 0.001' : `= ${own.p.toFixed(3)}`})`;
  if (own.p === null || own.p >= 0.05)
    return `**${own.student}**: ${figures}; that cannot be told from chance${p}.`;
  return `**${own.student}**: ${figures}, which is ${isBetter ? '**better**' : '**worse**'}${p}.`;
}

function finalSection(findings: SweepFindings): ReportSection {
  const { overFolds, metric, smaller, finals } = findings;
  const heading = 'What was chosen, on the test part';
  if (overFolds.length === 0) return { heading, paragraphs: ['No final comparison is finished yet.'] };
  const sentences = overFolds.flatMap((own) => {
    const scratch = overFolds.find(({ student, method }) => student === own.student && method === 'scratch');
    const isTaught = !['teacher', 'scratch', 'smoothed'].includes(own.method);
    return isTaught && scratch !== undefined ? [sentence(own, scratch, findings)] : [];
  });
  const isOneFold = overFolds.every(({ folds }) => folds === 1);
  const over = isOneFold ? 'the seeds' : "the folds' means";
  return {
    heading,
    paragraphs: [
      ...sentences,
      `${metric}, where ${smaller === 'better' ? 'less' : 'more'} is better. Everything was chosen on validation, fold by fold, before the test part was opened, once a fold and student. Intervals are 95% over ${over}; p is two-sided against the same student from scratch${isOneFold ? '' : ", paired over the folds' means"}.`,
    ],
    tables: [
      { digits, rows: overFolds.map((row) => foldsRow(row, metric)) },
      ...(isOneFold ? [] : [{ digits, caption: 'Fold by fold', rows: finals.map(foldRow(metric)) }]),
    ],
    figures: finalFigures(findings),
  };
}

const foldRow =
  (metric: string) =>
  ({ fold, student, method, mean, p }: FinalFinding): Row => ({
    ...{ fold, student, method, [metric]: mean, 'p against scratch': probability(p) },
  });

/** Nothing is softened where nothing is distilled. */
function softnessCells(alpha: number, temperature: number, hardWeight: number): Row {
  const softness = alpha === 0 ? { T: null, alpha: null } : { T: temperature, alpha };
  return hardWeight === 1 ? softness : { ...softness, 'hard weight': hardWeight };
}

function chosenRow({ fold, student, method, training }: FinalFinding): Row {
  if (training === null) return { fold, student, method };
  const { learningRate, weightDecay, temperature, alpha, hardWeight } = training;
  return {
    ...{ fold, student, method, 'learning rate': learningRate, 'weight decay': weightDecay },
    ...softnessCells(alpha, temperature, hardWeight),
  };
}

function trialRow({ fold, student, method, ...trial }: TrialFinding, name: string): Row {
  const { learningRate, weightDecay, temperature, alpha, hardWeight, seed, epochs, validation, seconds } =
    trial;
  return {
    ...(fold === null ? {} : { fold }),
    ...{ student, method, 'learning rate': learningRate, 'weight decay': weightDecay },
    ...softnessCells(alpha, temperature, hardWeight),
    ...{ seed, epochs: epochs ?? 'all', [name]: validation, seconds: Math.round(seconds) },
  };
}

/** Best first; those that diverged last. */
function byValidation({ trials, validation }: SweepFindings): TrialFinding[] {
  const sign = validation.smaller === 'better' ? 1 : -1;
  const rank = (trial: TrialFinding) =>
    trial.validation === null ? Number.POSITIVE_INFINITY : sign * trial.validation;
  return [...trials].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

function searchSection(findings: SweepFindings): ReportSection {
  const { trials, finals, validation } = findings;
  const shown = byValidation(findings).slice(0, MOST_TRIALS);
  const rest = trials.length - shown.length;
  return {
    heading: 'The search, on validation',
    paragraphs: [
      `${trials.length} trainings were judged by ${validation.title}, where ${validation.smaller === 'better' ? 'less' : 'more'} is better.`,
    ],
    tables: [
      ...(finals.length === 0
        ? []
        : [
            {
              digits,
              caption: 'Chosen',
              rows: finals.filter(({ training }) => training !== null).map(chosenRow),
            },
          ]),
      {
        digits,
        caption:
          rest > 0
            ? `The best ${shown.length} trainings; ${rest} more are in the JSON file`
            : 'All trainings, best first',
        rows: shown.map((trial) => trialRow(trial, validation.title)),
      },
    ],
    figures: temperatureFigures(findings),
  };
}

function stateSection({ counts, lost, seconds }: SweepFindings): ReportSection[] {
  const { expected, done, failed } = counts;
  const isWhole = done === expected && failed === 0;
  const hours = (seconds / 3600).toFixed(2);
  const paragraphs = [
    `${done} of ${expected} jobs are done${failed === 0 ? '' : `, ${failed} failed`}; together they took ${hours} hours of one process.${isWhole ? '' : ' The figures below are what is there so far.'}`,
  ];
  const tables =
    lost.length === 0
      ? []
      : [{ digits, caption: 'Failed', rows: lost.map(({ label, reason }) => ({ job: label, reason })) }];
  return [{ heading: 'What was run', paragraphs, tables }];
}

/**
 * A sweep's report: what was run, what was chosen and how it did on the test part, and the search.
 * @param command how a reader may run it again
 */
export function sweepReport(findings: SweepFindings, command: string): Report {
  const { name, task, dataHash, codeVersion, versions, machines } = findings;
  const programs = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  return {
    title: `Sweep: ${name}`,
    sections: [...stateSection(findings), finalSection(findings), searchSection(findings)],
    footer: [
      `Made by \`${command}\`. Task ${task}; data sha256 ${dataHash.slice(0, 16)}; code ${codeVersion}; ${programs.join(', ')}; ${machines.join('; ')}.`,
      'Aggregates only: no row of the data is in here.',
    ].join(' '),
  };
}
