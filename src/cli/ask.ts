import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AskFlags } from './ask/run-ask';
import { parseCount, parsePositive, parseWhole } from './distill/parse-list';
import { addQueryOptions } from './distill/query-options';

const examples = `
Examples:
  recdistill ask --endpoint http://localhost:11434/v1 --model qwen3 --interactions visits.tsv --items products.csv --out answers.jsonl
  recdistill ask --endpoint http://localhost:8000/v1 --model any --ask choose --candidates 20 --at-least 5 --dataset ml-100k --out answers.jsonl
  recdistill ask --endpoint https://host/v1 --model big --price-input 0.5 --price-output 1.5 --budget 10 --out answers.jsonl
  recdistill distill --task ranking --interactions visits.tsv --items products.csv --soft-targets answers.jsonl --rank-exponent 1

Each answer is written as it comes: the same command goes on where it stopped. Answers of --ask rank are ranks, for
distill --rank-exponent; of rate scores, for --score-scale; of choose log-probabilities, which need neither.
distill wants the same options of data, split, seed, profile, --seen and --max-length.
The key, where the server wants one, is read from the environment: RECDISTILL_API_KEY, or the variable of --key-variable.
Exit codes: 0 done, 1 failed, queries given up or budget spent, 2 bad usage, bad input or a server that refuses.`;

function parseAddress(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new InvalidArgumentError(`Expected an address such as http://localhost:11434/v1, found "${value}".`);
}

function parseList(value: string): string {
  if (/\.jsonl$/.test(value)) return value;
  throw new InvalidArgumentError(`Expected a file that ends in .jsonl, found "${value}".`);
}

async function run(flags: AskFlags): Promise<void> {
  // TensorFlow is loaded only where something is computed
  const { runAsk } = await import('./ask/run-ask.js');
  await runAsk(flags);
}

/** How the model is asked. */
function addQuestionOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--ask <what>',
        'an order, a mark for each candidate, or the best one with log-probabilities',
      )
        .choices(['rank', 'rate', 'choose'])
        .default('rank'),
    )
    .option(
      '--instruction <text>',
      'what the model is and what it is to find',
      'You recommend things. Which of the candidates will this person take next?',
    )
    .option('--history <number>', 'youngest items of a history that the model is told', parseWhole, 10)
    .option('--text-length <number>', 'characters of each text that the model is told', parseCount, 200)
    .option('--at-least <number>', 'candidates that an answer must speak of', parseCount, 10)
    .option('--max-tokens <number>', 'of an answer', parseCount, 400);
}

/** How the server is treated, and what it may cost. */
function addServerOptions(command: Command): Command {
  return command
    .option('--concurrency <number>', 'questions that are open at a time', parseCount, 4)
    .option('--timeout <seconds>', 'for an answer', parsePositive, 60)
    .option('--attempts <number>', 'tries for each query, after growing pauses', parseCount, 6)
    .option('--price-input <money>', 'for a million tokens of questions', parsePositive)
    .option('--price-output <money>', 'for a million tokens of answers', parsePositive)
    .option('--budget <money>', 'stops this run when it has cost so much; needs the prices', parsePositive)
    .option('--key-variable <name>', 'environment variable that holds the key');
}

/** Adds `recdistill ask`. */
export function registerAsk(program: Command): void {
  const command = program
    .command('ask')
    .summary('has a language model behind an endpoint rank candidates')
    .description(
      "Asks a server with OpenAI's chat interface (vLLM, Ollama, llama.cpp ...) about every training query of a ranking task, and keeps its answers for distill --soft-targets. Nothing that is held out is told.",
    )
    .requiredOption(
      '--endpoint <address>',
      'up to and with the version, e.g. http://localhost:11434/v1',
      parseAddress,
    )
    .requiredOption('--model <name>', 'as the server calls it');
  addQueryOptions(command);
  addQuestionOptions(command);
  addServerOptions(command)
    .requiredOption('--out <file>', 'JSON lines, an answer each; an existing file is gone on with', parseList)
    .option('--json', 'print what was done and spent as JSON')
    .addHelpText('after', examples)
    .action(run);
}
