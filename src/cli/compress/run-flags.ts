import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../../errors';
import { addDistillOptions, type DistillationFlags } from '../distill/add-distill-options';
import type { CompressFlags } from './compress-flags';

/** Folders above a model in which its run's result is looked for. */
const LEVELS = 4;

function commandAbove(folder: string): { readonly path: string; readonly command: string } {
  let above = resolve(folder);
  for (let level = 0; level < LEVELS; level++) {
    above = dirname(above);
    const path = join(above, 'result.json');
    if (!existsSync(path)) continue;
    const { command } = JSON.parse(readFileSync(path, 'utf8')) as { command?: unknown };
    if (typeof command === 'string') return { path, command };
  }
  throw new InputError(
    `--model ${folder}: expected a result.json with its command in a folder above, found none; name the data with --dataset, --ratings or --log, and its split`,
  );
}

/** The words of a command line as `distill` writes it: some in double quotes, as JSON. */
function wordsOf(line: string): string[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return words.map((word) => (word.startsWith('"') ? JSON.parse(word) : word));
}

/** The options of a run, from the command that it says it was made by. */
export function parseDistillCommand(path: string, line: string): DistillationFlags {
  const words = wordsOf(line);
  const start = words.indexOf('distill');
  const command = addDistillOptions(
    new Command('distill').exitOverride().configureOutput({ writeErr: () => {} }),
  );
  for (const own of ['--out', '--report', '--cache', '--tensorboard']) command.option(`${own} <value>`);
  command.option('--json');
  try {
    if (start < 0) throw new Error('no command distill');
    return command.parse(words.slice(start + 1), { from: 'user' }).opts<DistillationFlags>();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${path}: expected the command of a distillation, found ${JSON.stringify(line)} (${reason}); name the data with --dataset, --ratings or --log, and its split`,
    );
  }
}

/** What decides data and split: the options that were typed, or else those of the run that the model came from. */
export function runFlagsOf(folder: string, flags: CompressFlags): DistillationFlags {
  const { dataset, ratings, interactions, log, dataDir, seed } = flags;
  const isNamed = [dataset, ratings, interactions, log].some((name) => name !== undefined);
  const found = isNamed ? null : commandAbove(folder);
  const own =
    found === null ? parseDistillCommand('', 'distill') : parseDistillCommand(found.path, found.command);
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  return isNamed
    ? { ...own, ...given, seed: seed ?? own.seed }
    : { ...own, ...(dataDir === undefined ? {} : { dataDir }) };
}
