import { createHash } from 'node:crypto';
import type { Job, JobResult } from './job';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with a result, in words; null where nothing is. */
function faultOf(found: unknown, job: Job): string | null {
  if (!isRecord(found)) return 'it is no record';
  if (found.key !== job.key) return `it is of job ${JSON.stringify(found.key)}`;
  if (found.kind !== job.kind) return `it is of kind ${JSON.stringify(found.kind)}`;
  if (!isRecord(found.metrics)) return 'it has no metrics';
  const odd = Object.entries(found.metrics).find(([, value]) => value !== null && !Number.isFinite(value));
  if (odd !== undefined) return `its metric "${odd[0]}" is ${JSON.stringify(odd[1])}`;
  if (!isRecord(found.provenance)) return 'it has no provenance';
  return Number.isFinite(found.seconds) ? null : 'it has no seconds';
}

const sealOf = (result: object) => createHash('sha256').update(JSON.stringify(result)).digest('hex');

/** A result's text as it is kept, sealed by the sha256 of its JSON. */
export function writtenResult(result: JobResult): string {
  return `${JSON.stringify({ ...result, sha256: sealOf(result) })}\n`;
}

/** A job's result from its text, or why it is none. */
export function readResult(
  text: string,
  job: Job,
): { readonly result: JobResult; readonly fault: null } | { readonly result: null; readonly fault: string } {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    return { result: null, fault: `it is no JSON (${(error as Error).message})` };
  }
  const fault = faultOf(found, job);
  if (fault !== null) return { result: null, fault };
  const { sha256, ...result } = found as JobResult & { readonly sha256?: unknown };
  if (sha256 !== sealOf(result)) return { result: null, fault: 'it is not what its sha256 was taken of' };
  return { result, fault: null };
}
