import type { Command } from 'commander';
import { withoutUserInfo } from '../track/redact';
import { runCommand } from './run-command';

/** In this program's words, so that it can be given again; it is written into results, so that passwords are left out. */
export function commandOf(words: readonly string[]): string {
  const quoted = words
    .map(withoutUserInfo)
    .map((word) => (/^[\w./,:=@-]+$/.test(word) ? word : JSON.stringify(word)));
  return ['npx recdistill', ...quoted].join(' ');
}

/** The words as they were typed, without what this program adds for itself. */
export function wordsOf(command: Command): string[] {
  const { rawArgs } = command.parent as unknown as { rawArgs: string[] };
  return rawArgs.filter((word) => word !== '--attached');
}

/** Runs the same words in a process of its own, by `--attached`, and says how to go on where that was stopped. */
export async function runApart(words: readonly string[]): Promise<void> {
  const { exitCode, isInterrupted } = await runCommand([...words, '--attached'], { folder: process.cwd() });
  if (isInterrupted)
    process.stderr.write(`Stopped. The same command goes on where it stopped:\n  ${commandOf(words)}\n`);
  process.exitCode = exitCode;
}
