import { Command, CommanderError } from 'commander';
import { InputError, nearestName } from '../../errors';
import { addDistillOptions, type DistillationFlags } from '../distill/add-distill-options';

export type RowRecord = Readonly<Record<string, unknown>>;

/** `itemText` and `item-text` alike. */
function dashedName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function parser(): Command {
  const silent = { writeOut: () => {}, writeErr: () => {} };
  return addDistillOptions(new Command('row')).exitOverride().configureOutput(silent);
}

/** One option as a word; throws where its value is none. */
function wordOf(place: string, name: string, value: unknown): string {
  if (value === true) return `--${name}`;
  if (value === false) return `--no-${name}`;
  const parts = Array.isArray(value) ? value : [value];
  const isWritten = (part: unknown) => typeof part === 'string' || Number.isFinite(part);
  if (parts.length > 0 && parts.every(isWritten)) return `--${name}=${parts.join(',')}`;
  throw new InputError(
    `${place}: "${name}" must be a text, a number, a list of these, true or false, found ${JSON.stringify(value)}`,
  );
}

/** The record without its `data`, whose fields stand beside the others. */
function flat(place: string, record: RowRecord): Map<string, unknown> {
  const { data = {}, ...rest } = record;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new InputError(
      `${place}: "data" must be a record of options, e.g. { "dataset": "sample" }, found ${JSON.stringify(data)}`,
    );
  }
  const fields = new Map<string, unknown>();
  for (const [name, value] of [...Object.entries(data), ...Object.entries(rest)]) {
    const dashed = dashedName(name);
    if (fields.has(dashed)) throw new InputError(`${place}: "${dashed}" stands there twice; leave one out`);
    fields.set(dashed, value);
  }
  return fields;
}

/** Takes the reading command's own fields out. */
function takeOwn<Own extends string>(place: string, fields: Map<string, unknown>, own: readonly Own[]) {
  const taken: Partial<Record<Own, string>> = {};
  for (const name of own) {
    const value = fields.get(dashedName(name));
    if (value === undefined) continue;
    if (typeof value !== 'string')
      throw new InputError(`${place}: "${name}" must be a text, found ${JSON.stringify(value)}`);
    taken[name] = value;
    fields.delete(dashedName(name));
  }
  return taken;
}

function checkNames(place: string, names: Iterable<string>, own: readonly string[], command: Command): void {
  const known = command.options.map(({ long }) => (long ?? '').replace(/^--(no-)?/, ''));
  for (const name of names) {
    if (known.includes(name)) continue;
    const all = [...new Set([...own, 'data', ...known])];
    throw new InputError(
      `${place}: unknown option "${name}"; did you mean "${nearestName(name, all)}"? Known are the options of recdistill distill, and ${[...own, 'data'].join(', ')}`,
    );
  }
}

/** What a row says. */
export interface ParsedRow<Own extends string> {
  /** As `recdistill distill` parses them. */
  readonly flags: DistillationFlags;
  /** The words that give these flags on a command line, e.g. `--dataset=ml-100k`. */
  readonly words: readonly string[];
  /** What the reading command asked for beside. */
  readonly own: Readonly<Partial<Record<Own, string>>>;
}

/**
 * A row's options as `distill` parses them.
 * @throws InputError with the place for what is no option, or no value of its option
 */
export function parseRow<Own extends string>(options: {
  readonly place: string;
  readonly record: RowRecord;
  readonly own: readonly Own[];
  readonly overrides: RowRecord;
}): ParsedRow<Own> {
  const { place, record, own: names, overrides } = options;
  const fields = flat(place, record);
  const own = takeOwn(place, fields, names);
  for (const [name, value] of Object.entries(overrides)) fields.set(dashedName(name), value);
  const command = parser();
  checkNames(place, fields.keys(), names, command);
  const words = Array.from(fields, ([name, value]) => wordOf(place, name, value));
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new InputError(`${place}: ${error.message.replace(/^error: /, '')}`);
  }
  return { flags: command.opts<DistillationFlags>(), words, own };
}
