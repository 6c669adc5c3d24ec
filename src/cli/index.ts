import { CommanderError } from 'commander';
import '../node-polyfill';
import { explainFailure } from './failure';
import { makeProgram } from './program';

/**
 * Runs one command line.
 * @param words what stands after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 bad usage or bad input
 */
export async function main(words: readonly string[]): Promise<number> {
  const program = makeProgram();
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // help and version were asked for and have been printed
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { message, exitCode } = explainFailure({ error, program, words });
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
}
