import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectFolder } from '../notebook/project-folder';
import { registerDoctor } from './doctor';
import { registerLab } from './lab';
import { registerNotebooks } from './notebooks';
import { registerStart } from './start';

const examples = `
Examples:
  recdistill doctor                       what is installed, and whether it works
  recdistill notebooks --html reports/    run the notebooks and write their pages
  recdistill <command> --help             a command's options and examples

Exit codes: 0 done, 1 failed, 2 bad usage or bad input.`;

/** This package's version. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')).version;
}

/** The command line with all its commands; it throws CommanderError instead of ending the process. */
export function makeProgram(): Command {
  const program = new Command('recdistill')
    .description('Knowledge distillation for recommender systems: from a language model to a light student.')
    .version(packageVersion())
    .enablePositionalOptions()
    .exitOverride()
    // the message is printed once, by main, with the nearest known name
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', examples);
  for (const register of [registerDoctor, registerNotebooks, registerLab, registerStart]) register(program);
  return program;
}
