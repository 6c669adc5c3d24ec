import { checkOptions, InputError } from '../../errors';
import type { Limits } from './limits';
import type { ModelChoice } from './served-model';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export interface ServiceLog {
  readonly level: (typeof logLevels)[number];
  /** Gets one line of JSON each. */
  readonly write: (line: string) => void;
}

export interface ServiceOptions {
  /** One, or several side by side. */
  readonly models: readonly ModelChoice[];
  /** The address to listen at; 127.0.0.1 keeps the service on this machine. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Threads that score; 0 scores in the thread that speaks HTTP. */
  readonly workers: number;
  /** Any of them opens the service; with none, it is open to whoever reaches it. */
  readonly apiKeys: readonly string[];
  /** Origins whose pages may read the answers. */
  readonly corsOrigins: readonly string[];
  readonly limits: Limits;
  /** For a request to arrive, and again for its answer. */
  readonly timeoutMs: number;
  /** Between two looks at the models' folders; null for none. */
  readonly lookMs: number | null;
  /** From "not ready" to the end of listening, for a load balancer to notice. */
  readonly stopDelayMs: number;
  /** From the end of listening to the end of whatever is still open. */
  readonly stopTimeoutMs: number;
  readonly log: ServiceLog | null;
  /** The threads' program, where it is not beside the library's own files, as in a bundle. */
  readonly workerPath?: string;
}

const known = [
  ...['models', 'host', 'port', 'workers', 'apiKeys', 'corsOrigins', 'limits', 'timeoutMs', 'lookMs'],
  ...['stopDelayMs', 'stopTimeoutMs', 'log', 'workerPath'],
];
const namePattern = /^[\w.-]{1,64}$/;

function refuse(expected: string, found: unknown): never {
  throw new InputError(`startService: expected ${expected}, found ${JSON.stringify(found)}`);
}

function checkModels(models: readonly ModelChoice[]): void {
  if (models.length === 0) refuse('at least one model', models);
  for (const { name, share } of models) {
    if (!namePattern.test(name)) refuse('a name of letters, digits, ".", "_" and "-", at most 64', name);
    if (!(share > 0 && share <= 1)) refuse(`a share within (0, 1] for ${name}`, share);
  }
  const names = models.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse('a name of its own for each model', names);
  const sum = models.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) refuse('shares that sum to 1', sum);
}

/** @throws InputError naming what cannot be */
export function checkServiceOptions(options: ServiceOptions): void {
  checkOptions('startService', options, known);
  checkModels(options.models);
  const { limits, timeoutMs, workers, port, lookMs, stopDelayMs, stopTimeoutMs, apiKeys } = options;
  const counts = { ...limits, timeoutMs, ...(lookMs === null ? {} : { lookMs }) };
  for (const [name, value] of Object.entries(counts))
    if (!Number.isSafeInteger(value) || value < 1)
      refuse(`${name} to be a whole number of at least 1`, value);
  for (const [name, value] of Object.entries({ workers, port, stopDelayMs, stopTimeoutMs }))
    if (!Number.isSafeInteger(value) || value < 0)
      refuse(`${name} to be a whole number of at least 0`, value);
  // the value itself stays out of the message
  if (apiKeys.some((key) => key.trim() === '')) refuse('API keys with something in them', 'an empty one');
}
