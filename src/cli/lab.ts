import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { projectFolder, pythonOfProject } from '../notebook/project-folder';

const examples = `
Every word after "lab" goes to JupyterLab.

Examples:
  recdistill lab
  recdistill lab --no-browser --port 8890
  npm run lab -- --no-browser`;

/** Starts JupyterLab and lives as long as it does. */
function run(words: readonly string[]): Promise<void> {
  const places = [`--ServerApp.root_dir=${projectFolder()}`, '--LabApp.default_url=/lab/tree/notebooks'];
  const child = spawn(pythonOfProject(), ['-m', 'jupyterlab', ...places, ...words], {
    cwd: projectFolder(),
    // a kernel named tslab in the user's home must not win over the project's
    env: { ...process.env, JUPYTER_PREFER_ENV_PATH: '1' },
    stdio: 'inherit',
  });
  // the terminal sends Ctrl-C to both; JupyterLab asks back and decides
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}

/** Adds `recdistill lab`. */
export function registerLab(program: Command): void {
  program
    .command('lab')
    .summary('open JupyterLab on the notebooks')
    .description(
      'Opens JupyterLab of the project’s own environment in notebooks/, with the TypeScript kernel ready.',
    )
    .argument('[words...]', 'options of JupyterLab’s own')
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', examples)
    .action(run);
}
