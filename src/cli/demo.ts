import { type Command, InvalidArgumentError } from 'commander';
import { parseWhole } from './distill/parse-list';

export interface DemoFlags {
  readonly model?: string;
  readonly scratch?: string;
  readonly teacherLists?: string;
  readonly title?: string;
  readonly out: string;
  readonly cache: string;
  readonly host: string;
  readonly port: number;
  readonly open: boolean;
  readonly buildOnly?: boolean;
}

const examples = `
Examples:
  recdistill demo                         on the sample; distils it first where no run of it is there
  recdistill demo --model out/shop/models/sasrec-catalogue-kl --scratch out/shop/models/sasrec-scratch
  recdistill demo --model out/mine/model --teacher-lists lists.jsonl --title "Our shop"
  recdistill demo --model out/mine/model --out public --build-only      for any file server

The teacher's lists have the form that distill --soft-targets reads, e.g. a line for each user:
  {"user": "u001", "context": ["i4", "i9"], "items": ["i7", "i2"], "logits": [3.1, 2.8]}
with what the user took, oldest first, as context. The page leaves out what it is not given.
Exit codes: 0 built, or stopped as told, 1 failed, 2 bad usage, no such model, address taken.`;

function parsePort(value: string): number {
  const port = parseWhole(value);
  if (port <= 65535) return port;
  throw new InvalidArgumentError(`Expected a port up to 65535, found ${value}.`);
}

async function run(flags: DemoFlags): Promise<void> {
  // the other commands need no bundler
  const { runDemo } = await import('./demo/run-demo.js');
  await runDemo(flags);
}

/** Adds `recdistill demo`. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .summary('a page in which a student recommends, in the browser')
    .description(
      'Builds one static page in which a saved student recommends by itself, beside the student without a teacher and the teacher’s stored lists, serves it on this machine and opens it.',
    )
    .option('--model <folder>', 'the distilled student; the sample’s where not given')
    .option('--scratch <folder>', 'the same student trained without a teacher')
    .option('--teacher-lists <file>', 'what the teacher ranked beforehand: .jsonl, .json or .parquet')
    .option('--title <text>', 'what the page says it recommends from')
    .option('--out <folder>', 'where the page goes', 'out/demo')
    .option('--cache <folder>', 'of the sample’s run', '.recdistill/cache')
    .option('--host <address>', 'where to listen; 0.0.0.0 for all of this machine’s addresses', '127.0.0.1')
    .option('--port <number>', '0 for any that is free', parsePort, 4173)
    .option('--no-open', 'do not open a browser')
    .option('--build-only', 'write the page and end')
    .addHelpText('after', examples)
    .action(run);
}
