import { join } from 'node:path';
import { makeContext, projectRoot } from './context.mjs';
import { asSetupError } from './failure.mjs';
import { withLock } from './lock.mjs';
import { miniLm } from './model-files.mjs';
import { makeReport } from './report.mjs';
import { endOnSignals } from './run-command.mjs';
import { runSteps } from './run-steps.mjs';
import { libraryBuild } from './steps/library-build.mjs';
import { nativeTensorflow } from './steps/native-tensorflow.mjs';
import { notebookKernel } from './steps/notebook-kernel.mjs';
import { npmPackages } from './steps/npm-packages.mjs';
import { pythonEnvironment } from './steps/python-environment.mjs';
import { studentScan } from './steps/student-scan.mjs';
import { teacherWeights } from './steps/teacher-weights.mjs';

const steps = [
  npmPackages,
  pythonEnvironment,
  nativeTensorflow,
  teacherWeights(miniLm),
  studentScan,
  libraryBuild,
  notebookKernel,
];

const usage = `node scripts/setup.mjs [--redo <step>]

Makes the project ready to run and does nothing where all is there. Steps: ${steps.map((step) => step.name).join(', ')}.
  --redo <step>   do one step again, whatever its state
  --help          this text

Settings from the environment: RECDISTILL_PYTHON, RECDISTILL_MODEL_DIR, XDG_CACHE_HOME, HF_ENDPOINT, CXX.
Exit codes: 0 ready, 1 a step failed (its cure is printed), 2 bad usage.`;

function readArguments(words) {
  if (words.length === 0) return {};
  if (words[0] === '--help' && words.length === 1) return { help: true };
  if (words[0] === '--redo' && words.length === 2 && steps.some((step) => step.name === words[1]))
    return { redo: words[1] };
  return { problem: `setup: cannot make sense of "${words.join(' ')}"\n\n${usage}` };
}

/** Brings the project to where it can run; sets the exit code. */
export async function main(words) {
  const { help, redo, problem } = readArguments(words);
  if (help || problem) {
    console[problem ? 'error' : 'log'](problem ?? usage);
    process.exitCode = problem ? 2 : 0;
    return;
  }
  endOnSignals();
  const report = makeReport(process.stderr);
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
  try {
    const context = makeContext({ root: projectRoot(), env: process.env });
    const ran = await withLock(
      {
        path: join(context.work, 'lock'),
        pollMs: 500,
        onWait: (pid) =>
          report.line(`setup: waiting for another set-up of this folder (process ${pid}) to end`),
      },
      () => runSteps({ steps, context, report, redo }),
    );
    report.line(ran ? `setup: ready, after ${seconds()} s` : `setup: all is there (${seconds()} s)`);
  } catch (error) {
    report.fail(asSetupError(error));
    process.exitCode = 1;
  }
}
