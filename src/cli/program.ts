import { Command } from 'commander';
import { libraryVersion } from '../version';
import { registerAsk } from './ask';
import { registerCompress } from './compress';
import { registerData } from './data';
import { registerDemo } from './demo';
import { registerDistill } from './distill';
import { registerDoctor } from './doctor';
import { registerDomains } from './domains';
import { registerExport } from './export';
import { registerLab } from './lab';
import { registerNotebooks } from './notebooks';
import { registerQueries } from './queries';
import { registerReport } from './report';
import { registerScore } from './score';
import { registerScoreTeacher } from './score-teacher';
import { registerServe } from './serve';
import { registerStart } from './start';
import { registerStrategies } from './strategies';
import { registerSweep } from './sweep';
import { registerTrack } from './track';
import { registerVerify } from './verify';

const examples = `
Examples:
  recdistill doctor                       what is installed, and whether it works
  recdistill distill --dataset sample     teacher, students, comparison, report
  recdistill sweep run examples/sweep.json --jobs 2   many trials, each a process; go on after a kill
  recdistill verify out/sample            a trial of it again, compared to the last bit
  recdistill report out/sample            a page, Markdown and figures of it
  recdistill score --model <folder> --user u001 --top 10
  recdistill export --model <folder> --to onnx --out student.onnx
  recdistill compress --model <folder> --method int8 --out small
  recdistill serve --model <folder>       the student as an HTTP service
  recdistill demo                         a page in which the student recommends
  recdistill queries --dataset sample --out asked   what a teacher elsewhere must answer
  recdistill data ml-100k                 fetch a data set and look at it
  recdistill track show out/sample        what --track has kept of a run, and what waits
  recdistill notebooks --html reports/    run the notebooks and write their pages
  recdistill <command> --help             a command's options and examples

Exit codes: 0 done, 1 failed, 2 bad usage or bad input.`;

/** The command line with all its commands; it throws CommanderError instead of ending the process. */
export function makeProgram(): Command {
  const program = new Command('recdistill')
    .description('Knowledge distillation for recommender systems: from a language model to a light student.')
    .version(libraryVersion)
    .enablePositionalOptions()
    .exitOverride()
    // the message is printed once, by main, with the nearest known name
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', examples);
  for (const register of [
    registerDoctor,
    registerData,
    registerDistill,
    registerDomains,
    registerStrategies,
    registerSweep,
    registerTrack,
    registerReport,
    registerVerify,
    registerQueries,
    registerAsk,
    registerScore,
    registerScoreTeacher,
    registerExport,
    registerCompress,
    registerServe,
    registerDemo,
    registerNotebooks,
    registerLab,
    registerStart,
  ])
    register(program);
  return program;
}
