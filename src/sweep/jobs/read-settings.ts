import { InputError } from '../../errors';
import type { Job } from '../job';
import type {
  FinalJobSettings,
  RunSettings,
  ShardJobSettings,
  TeacherJobSettings,
  Training,
  TrialJobSettings,
} from './job-settings';

type Check = readonly [told: string, isFine: (value: unknown) => boolean];

const text: Check = ['a text', (value) => typeof value === 'string'];
const textOrNull: Check = ['a text or null', (value) => value === null || typeof value === 'string'];
const texts: Check = [
  'texts',
  (value) => Array.isArray(value) && value.every((own) => typeof own === 'string'),
];
const number: Check = ['a number', (value) => Number.isFinite(value)];
const whole: Check = ['a whole number', (value) => Number.isInteger(value)];
const wholes: Check = [
  'whole numbers, at least one',
  (value) => Array.isArray(value) && value.length > 0 && value.every(Number.isInteger),
];
const epochs: Check = [
  'a whole number of 1 or more, or null',
  (value) => value === null || (Number.isInteger(value) && (value as number) >= 1),
];
const records: Check = ['records, at least one', (value) => Array.isArray(value) && value.length > 0];

const runChecks: Record<keyof RunSettings, Check> = {
  words: texts,
  fold: textOrNull,
  dataHash: textOrNull,
  codeVersion: text,
};
const trainingChecks: Record<keyof Training, Check> = {
  method: text,
  learningRate: number,
  weightDecay: number,
  temperature: number,
  alpha: number,
  hardWeight: number,
};
const trialChecks = { ...runChecks, ...trainingChecks, student: text, seed: whole, epochs };
const finalChecks = { ...runChecks, student: text, chosen: records, seeds: wholes };
const rowsAre: Check = ['training or catalogue', (value) => value === 'training' || value === 'catalogue'];
const shardChecks = { ...runChecks, rowsAre, shard: whole, shards: whole };

function check(where: string, found: unknown, checks: Readonly<Record<string, Check>>): void {
  if (typeof found !== 'object' || found === null)
    throw new InputError(`${where}: expected a record, found ${JSON.stringify(found)}`);
  const values = found as Record<string, unknown>;
  for (const [name, [told, isFine]] of Object.entries(checks)) {
    if (isFine(values[name])) continue;
    throw new InputError(`${where}: "${name}" must be ${told}, found ${JSON.stringify(values[name])}`);
  }
  const unknown = Object.keys(values).find((name) => !(name in checks));
  if (unknown === undefined) return;
  throw new InputError(`${where}: nobody reads "${unknown}"; known are ${Object.keys(checks).join(', ')}`);
}

const whereOf = ({ kind, label }: Job) => `${kind} job "${label}"`;

/** @throws InputError for settings that are not what their kind holds */
export function teacherSettings(job: Job): TeacherJobSettings {
  check(whereOf(job), job.settings, runChecks);
  return job.settings as unknown as TeacherJobSettings;
}

/** @throws InputError for settings that are not what their kind holds */
export function trialSettings(job: Job): TrialJobSettings {
  check(whereOf(job), job.settings, trialChecks);
  return job.settings as unknown as TrialJobSettings;
}

/** @throws InputError for settings that are not what their kind holds */
export function finalSettings(job: Job): FinalJobSettings {
  check(whereOf(job), job.settings, finalChecks);
  const settings = job.settings as unknown as FinalJobSettings;
  for (const training of settings.chosen) check(`${whereOf(job)}, chosen`, training, trainingChecks);
  const methods = settings.chosen.map(({ method }) => method);
  if (methods[0] !== 'scratch' || new Set(methods).size < methods.length)
    throw new InputError(
      `${whereOf(job)}: "chosen" must hold each method once, scratch first, found ${methods.join(', ')}`,
    );
  return settings;
}

/** @throws InputError for settings that are not what their kind holds */
export function shardSettings(job: Job): ShardJobSettings {
  check(whereOf(job), job.settings, shardChecks);
  const settings = job.settings as unknown as ShardJobSettings;
  const { shard, shards } = settings;
  if (shards < 1 || shard < 0 || shard >= shards)
    throw new InputError(
      `${whereOf(job)}: expected a shard of 0 .. shards - 1, found ${shard} of ${shards} shards`,
    );
  return settings;
}
