import {
  differingOperations,
  type NumericFingerprint,
  type OperationDifference,
} from '../../pipeline/numeric-fingerprint';
import type { JobResult } from '../job';
import { type RunJobOptions, runJob } from '../jobs/run-job';
import { compareFigures, type FigureComparison } from './compare-figures';

/** What a result depends on beside its settings. */
export interface Circumstances {
  readonly dataHash: string;
  readonly versions: Readonly<Record<string, string>>;
  /** null in results of before fingerprints were taken. */
  readonly operations: NumericFingerprint | null;
}

/** Something that is not as it was. */
export interface Changed {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** What came of doing something again. */
export interface Verification extends FigureComparison {
  readonly label: string;
  readonly isEqual: boolean;
  /** Versions of programs and code, and the data, where they are others. */
  readonly changed: readonly Changed[];
  /** Operations that this machine computes otherwise; null where the result does not say how they were. */
  readonly operations: readonly OperationDifference[] | null;
}

/** Compares what was found with what is found now. */
export function verificationOf(options: {
  readonly label: string;
  readonly before: { readonly figures: unknown; readonly circumstances: Circumstances };
  readonly now: { readonly figures: unknown; readonly circumstances: Circumstances };
}): Verification {
  const { label, before, now } = options;
  const [then, today] = [before.circumstances, now.circumstances];
  const names = [...new Set([...Object.keys(then.versions), ...Object.keys(today.versions)])];
  const pairs = [
    ...names.map((name) => [name, then.versions[name], today.versions[name]] as const),
    ['data', then.dataHash, today.dataHash] as const,
  ];
  const changed = pairs
    .filter(([, one, other]) => one !== other)
    .map(([what, one = 'not told', other = 'not told']) => ({ what, before: one, now: other }));
  const comparison = compareFigures(before.figures, now.figures);
  const isKnown = then.operations !== null && today.operations !== null;
  return {
    ...{ label, isEqual: comparison.differing.length === 0, changed, ...comparison },
    operations: isKnown
      ? differingOperations(then.operations as NumericFingerprint, today.operations as NumericFingerprint)
      : null,
  };
}

/** What a job's result says that it depends on. */
export function circumstancesOf({ provenance }: Pick<JobResult, 'provenance'>): Circumstances {
  const { dataHash, versions, machine } = provenance;
  return { dataHash, versions, operations: (machine.operations ?? null) as NumericFingerprint | null };
}

/**
 * Does a finished job again and compares all that it found. The cache folder should be empty, as what lies in it is
 * found and not computed.
 * @throws as `runJob`
 */
export async function verifyJob(before: JobResult, options: RunJobOptions): Promise<Verification> {
  const { key, kind, label, settings } = before;
  // other data are told, not refused
  const job = {
    ...{ key, kind, label, settings: { ...settings, dataHash: null } },
    ...{ needs: [], threads: 1, limitSeconds: null },
  };
  const now = await runJob(job, options);
  const figuresOf = ({ metrics, details }: JobResult) => ({ ...metrics, details });
  return verificationOf({
    label,
    before: { figures: figuresOf(before), circumstances: circumstancesOf(before) },
    now: { figures: figuresOf(now), circumstances: circumstancesOf(now) },
  });
}
