import type { Command } from 'commander';
import { parseCount } from './distill/parse-list';
import type { ScoreFlags } from './score/run-score';

const examples = `
Examples:
  recdistill score --model out/sample/model --user u001
  recdistill score --model out/sample/model --user u001 --top 5 --exclude-seen data/sample/ratings.csv
  recdistill score --model out/sample/model --user u001 --json

Exit codes: 0 done, 1 failed, 2 bad usage, no such model or no such user.`;

async function run(flags: ScoreFlags): Promise<void> {
  // TensorFlow is loaded only where something is computed
  const { runScore } = await import('./score/run-score.js');
  await runScore(flags);
}

/** Adds `recdistill score`. */
export function registerScore(program: Command): void {
  program
    .command('score')
    .summary('a saved student’s best items for a user')
    .description(
      'Loads a saved student and prints the items with the highest expected rating for one user: id, title, expected rating and the probability of each rating level.',
    )
    .requiredOption('--model <folder>', 'a folder that distill wrote, e.g. out/sample/model')
    .requiredOption('--user <id>', 'the user, as the ratings file names it')
    .option('--top <number>', 'how many items', parseCount, 10)
    .option('--exclude-seen <file>', 'leave out what the user has rated in this file')
    .option('--user-column <name>', 'column of that file; common names are found')
    .option('--item-column <name>', 'likewise')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples)
    .action(run);
}
