import type { Command } from 'commander';
import { parseCount, parseNames } from './distill/parse-list';
import type { ScoreFlags } from './score/score-flags';

const examples = `
Examples:
  recdistill score --model out/sample/model --user u001
  recdistill score --model out/sample/model --user u001 --top 5 --exclude-seen data/sample/ratings.csv
  recdistill score --model out/sample/model --user u001 --json
  recdistill score --model out/shop/models/sasrec-catalogue-kl --user 4711
  recdistill score --model out/shop/models/sasrec-catalogue-kl --history i17,i4,i99

Exit codes: 0 done, 1 failed, 2 bad usage, no such model, user or item.`;

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
      'Loads a saved student and prints the best items for one user: id, title, and of ratings the expected one and the probability of each level, of rankings the score and its probability over the catalogue.',
    )
    .requiredOption('--model <folder>', 'a folder that distill wrote, e.g. out/sample/model')
    .option('--user <id>', 'the user, as the ratings file names it')
    .option(
      '--history <ids>',
      'for rankings: items that were taken, oldest first, in place of what the model has kept of the user',
      parseNames,
    )
    .option('--top <number>', 'how many items', parseCount, 10)
    .option('--exclude-seen <file>', 'leave out what the user has rated in this file')
    .option('--user-column <name>', 'column of that file; common names are found')
    .option('--item-column <name>', 'likewise')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples)
    .action(run);
}
