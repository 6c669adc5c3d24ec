import type { Command } from 'commander';
import { parseCount } from './distill/parse-list';
import type { SendFlags, ShowFlags } from './track/run-track';

const examples = `
Examples:
  recdistill distill --track tensorboard=runs,mlflow=http://127.0.0.1:5000/shop
  recdistill track show out/sample          what was tracked, and what still waits
  recdistill track send out/sample          send what waits, e.g. when a server is back
  recdistill track send out/sample --to mlflow=https://mlflow.example.org/shop

A run's events lie on disk first, in <run folder>/track, and are sent by a process of their own. Credentials are never
written there: they come from MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN and
WANDB_API_KEY. W&B needs a Python that has wandb: RECDISTILL_TRACKING_PYTHON, or python3.
Exit codes: 0 done, 1 something still waits, 2 bad usage or no such folder.`;

/** Adds `recdistill track`. */
export function registerTrack(program: Command): void {
  const track = program
    .command('track')
    .summary('events of a run: show them, and send those that wait')
    .description(
      'Shows what --track has kept of a run, and sends to the trackers what they have not got yet.',
    )
    .addHelpText('after', examples);
  track
    .command('show')
    .description('What was tracked in a run’s folder, and how far each tracker has it.')
    .argument('<folder>', 'a run’s folder, e.g. out/sample')
    .option('--json', 'print it as JSON')
    .action(async (folder: string, flags: ShowFlags) => {
      const { runTrackShow } = await import('./track/run-track.js');
      runTrackShow(folder, flags);
    });
  track
    .command('send')
    .description('Sends what waits; what a tracker has already is not sent again.')
    .argument('<folder>', 'a run’s folder, e.g. out/sample')
    .option('--to <trackers>', 'in place of the run’s own, or beside them, as --track takes them')
    .option('--attempts <number>', 'how often in a row a tracker may fail before it is left', parseCount, 4)
    .action(async (folder: string, flags: SendFlags) => {
      const { runTrackSend } = await import('./track/run-track.js');
      await runTrackSend(folder, flags);
    });
}
