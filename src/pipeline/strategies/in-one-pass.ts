import { hashWeights, type Parameter } from '../../tensor/parameter';
import type { TrainedCase } from './strategy-case';

interface Twin {
  readonly parameters: readonly Parameter[];
  dispose(): void;
}

function secondsOf(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}

/**
 * Trains students side by side and, where asked to, their twins one by one; the first student is the one looked at.
 * @returns that student; of the others how many equal their twins bit for bit, and both times, as findings
 */
export function inOnePass<Model extends Twin>(options: {
  /** New students of the same seed, the one looked at first. */
  readonly fresh: () => Model[];
  readonly together: (students: readonly Model[]) => void;
  readonly apart: (student: Model) => void;
  readonly hasTwins: boolean;
}): TrainedCase<Model> {
  const { fresh, together, apart, hasTwins } = options;
  const students = fresh();
  const twins = hasTwins ? fresh() : [];
  let isKept = false;
  try {
    const seconds = secondsOf(() => together(students));
    const findings = { students: students.length, 'seconds together': seconds };
    const compared = hasTwins ? compareApart(students, twins, apart) : {};
    isKept = true;
    return { model: students[0], findings: { ...findings, ...compared } };
  } finally {
    for (const model of [...students.slice(isKept ? 1 : 0), ...twins]) model.dispose();
  }
}

function compareApart<Model extends Twin>(
  students: readonly Model[],
  twins: readonly Model[],
  apart: (student: Model) => void,
) {
  const seconds = secondsOf(() => {
    for (const twin of twins) apart(twin);
  });
  const hash = ({ parameters }: Twin) => hashWeights(parameters);
  const equal = students.filter((model, k) => hash(model) === hash(twins[k])).length;
  return { 'equal to their twins': equal, 'seconds apart': seconds };
}
