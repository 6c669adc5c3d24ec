import { type Command, Option } from 'commander';
import { addDistillOptions } from './distill/add-distill-options';
import { parseCount, parseNumbers } from './distill/parse-list';
import { runApart, wordsOf } from './run-apart';
import type { ScoreTeacherFlags } from './score-teacher/run-score-teacher';
import { addClusterOptions } from './sweep/cluster-options';

const examples = `
Examples:
  recdistill score-teacher --dataset ml-100k --shards 16 --out shards             all that is missing
  recdistill score-teacher --dataset ml-100k --shards 16 --shard 0,1 --out shards  two of them, on this machine
  recdistill score-teacher --dataset ml-100k --rows catalogue --shards 64 --out all   every user with every item
  recdistill score-teacher --dataset ml-100k --shards 16 --out shards --on ray://head:8265   on a cluster that shares the cache
  recdistill score-teacher --dataset ml-100k --shards 16 --out shards --into-cache   then distill asks no teacher

Options of data, split, profile and teacher are those of distill, and with the same ones the teacher is the same. A
shard is a Parquet file with its checksum in a note beside it; one that is whole is left alone, one that is missing or
damaged is made again. Memory holds a shard at a time. manifest.json appears when all are there.
Exit codes: 0 done, 1 failed or stopped, 2 bad usage or bad input.`;

async function run(flags: ScoreTeacherFlags, command: Command): Promise<void> {
  if (!flags.attached) return runApart(wordsOf(command));
  // TensorFlow is loaded only where something is computed
  const { runScoreTeacher } = await import('./score-teacher/run-score-teacher.js');
  await runScoreTeacher(flags, wordsOf(command));
}

/** Adds `recdistill score-teacher`. */
export function registerScoreTeacher(program: Command): void {
  const command = program
    .command('score-teacher')
    .summary("the teacher's word in shards, resumed by what is missing")
    .description(
      'Trains the teacher, or finds it in the cache, and writes its word in parts of Parquet, for teachers and catalogues that are too large to be asked at once.',
    );
  addClusterOptions(addDistillOptions(command))
    .requiredOption('--out <folder>', 'where the parts and manifest.json go')
    .requiredOption('--shards <number>', 'how many parts there are', parseCount)
    .option(
      '--shard <numbers>',
      'only these, counted from 0, e.g. 0,3 (all that are missing where not given)',
      parseNumbers,
    )
    .addOption(
      new Option(
        '--rows <which>',
        'training: what students learn from; catalogue: every user with every item, for ratings',
      )
        .choices(['training', 'catalogue'])
        .default('training'),
    )
    .option('--fold <name>', 'which split, where --folds gives several')
    .option('--into-cache', 'when all are there, put them where distill looks for them')
    .option('--cache <folder>', 'where text tables, weights and soft targets are kept', '.recdistill/cache')
    .option('--json', 'print what was done as JSON')
    .addOption(new Option('--attached', 'compute in this very process').hideHelp())
    .addHelpText('after', examples)
    .action(run);
}
