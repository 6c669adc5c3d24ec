import { type Command, CommanderError } from 'commander';
import { InputError, nearestName } from '../errors';
import { NotebookError } from '../notebook/run';

interface Failure {
  readonly error: unknown;
  readonly program: Command;
  readonly words: readonly string[];
}

/** The command that the words name, else the program itself. */
function commandOf(program: Command, words: readonly string[]): Command {
  const name = words.find((word) => !word.startsWith('-'));
  return program.commands.find((command) => command.name() === name) ?? program;
}

/** commander asks for a missing option before it looks at unknown ones, one of which may be the missing one misspelt. */
function misspelt({ program, words }: Failure): string {
  const known = commandOf(program, words).options.flatMap((option) => option.long ?? []);
  const unknown = words
    .map((word) => word.split('=')[0])
    .find((word) => word.startsWith('--') && word !== '--help' && !known.includes(word));
  return unknown === undefined ? '' : `\n(Found ${unknown}: did you mean ${nearestName(unknown, known)}?)`;
}

/** commander suggests a name only when it is very near; here the nearest known one is always named. */
function suggestion({ error, program, words }: Failure): string {
  if (!(error instanceof CommanderError) || error.message.includes('Did you mean')) return '';
  if (error.code === 'commander.missingMandatoryOptionValue') return misspelt({ error, program, words });
  const found = /'([^']+)'/.exec(error.message)?.[1];
  if (found === undefined) return '';
  const options = commandOf(program, words).options.flatMap((option) => option.long ?? []);
  if (error.code === 'commander.unknownOption')
    return `\n(Did you mean ${nearestName(found, [...options, '--help'])}?)`;
  if (error.code === 'commander.unknownCommand')
    return `\n(Did you mean ${nearestName(
      found,
      program.commands.map((command) => command.name()),
    )}?)`;
  return '';
}

/** What to print on standard error for whatever a command threw, and the exit code. */
export function explainFailure(failure: Failure): { message: string; exitCode: number } {
  const { error, program, words } = failure;
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help') return { message: '', exitCode: 2 };
    const help = `See: ${['recdistill', ...(commandOf(program, words) === program ? [] : [commandOf(program, words).name()])].join(' ')} --help`;
    return { message: `${error.message}${suggestion(failure)}\n${help}`, exitCode: 2 };
  }
  if (error instanceof InputError) return { message: `recdistill: ${error.message}`, exitCode: 2 };
  // The cell's own error is what counts, not where the runner noticed it.
  if (error instanceof NotebookError) return { message: `recdistill: ${error.message}`, exitCode: 1 };
  if (error instanceof Error) return { message: `recdistill: ${error.stack ?? error.message}`, exitCode: 1 };
  return { message: `recdistill: ${String(error)}`, exitCode: 1 };
}
