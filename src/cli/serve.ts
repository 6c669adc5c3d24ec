import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseCount, parseNames, parsePositive, parseWhole } from './distill/parse-list';
import { parseModel } from './serve/parse-model';
import type { ServeFlags } from './serve/serve-flags';

const examples = `
Examples:
  recdistill serve --model out/sample/model
  recdistill serve --model old=out/v1/model:0.9 --model new=out/v2/model:0.1 --port 9000
  RECDISTILL_API_KEY=... recdistill serve --model out/sample/model --host 0.0.0.0 --api-key-env RECDISTILL_API_KEY

  curl -s localhost:8080/recommend -H 'content-type: application/json' -d '{"user": "u001", "k": 10}'
  curl -s localhost:8080/recommend -H 'content-type: application/json' -d '{"history": ["i1", "i9"], "k": 10}'
  curl -s localhost:8080/score -H 'content-type: application/json' -d '{"user": "u001", "items": ["i1", "i2"]}'
  curl -s localhost:8080/metrics

POST /recommend, /recommend/batch and /score, for click models /clicks; GET /healthz, /readyz, /metrics, /openapi.json
and /docs, a page to try them. With a key, clients send "authorization: Bearer <key>" or "x-api-key: <key>"; /healthz,
/readyz, /openapi.json and /docs stay open.
A model saved into a served folder replaces the present one without losing a request; SIGHUP looks at once. One that
cannot be used leaves the present one in place, which log and metrics say. SIGTERM and SIGINT: /readyz turns 503, what
has come in is answered, then it ends.
The address goes to standard output, the log to standard error, as a line of JSON for each request.
Exit codes: 0 stopped as told, 1 failed, 2 bad usage, no such model, address taken.`;

async function run(flags: ServeFlags): Promise<void> {
  // the other commands need no server
  const { runServe } = await import('./serve/run-serve.js');
  await runServe(flags);
}

function parsePort(value: string): number {
  const port = parseWhole(value);
  if (port <= 65535) return port;
  throw new InvalidArgumentError(`Expected a port up to 65535, found ${value}.`);
}

/** A number of seconds, 0 included. */
function parseSeconds(value: string): number {
  return Number(value) === 0 ? parseWhole(value) : parsePositive(value);
}

function addAccessOptions(command: Command): Command {
  return command
    .option('--host <address>', 'where to listen; 0.0.0.0 for all of this machine’s addresses', '127.0.0.1')
    .option('--port <number>', '0 for any that is free', parsePort, 8080)
    .option('--api-key-env <name>', 'environment variable with a key that clients must send')
    .option('--api-key-file <file>', 'keys that clients may send, one a line')
    .option('--cors-origin <origins>', 'pages of these origins may read the answers', parseNames);
}

function addLimitOptions(command: Command): Command {
  return command
    .option('--max-k <number>', 'recommended items of a request', parseCount, 200)
    .option('--max-history <number>', 'items of a history', parseCount, 1000)
    .option(
      '--max-items <number>',
      'items to score, leave out or choose among; rows of clicks',
      parseCount,
      10_000,
    )
    .option('--max-batch <number>', 'requests of a batch', parseCount, 100)
    .option('--body-limit <bytes>', 'of a request', parseCount, 1_048_576)
    .option('--timeout <seconds>', 'for a request to arrive, and again for its answer', parsePositive, 10);
}

/** Adds `recdistill serve`. */
export function registerServe(program: Command): void {
  const command = program
    .command('serve')
    .summary('a saved student as an HTTP service')
    .description(
      'Serves saved students over HTTP: recommendations and scores, or probabilities of clicks, without TensorFlow.',
    )
    .requiredOption(
      '--model <folder>',
      'a folder that distill wrote; name=folder:share for each of several side by side',
      parseModel,
    );
  addLimitOptions(addAccessOptions(command))
    .addOption(
      new Option(
        '--workers <number>',
        'threads that score, each with every model; 0 scores where HTTP is spoken',
      )
        .argParser(parseWhole)
        .default(availableParallelism() - 1, 'one fewer than the cores'),
    )
    .option('--look <seconds>', 'between looks for a new model in the folders; 0 for none', parseSeconds, 1)
    .option('--stop-delay <seconds>', 'from "not ready" to the end of listening', parseSeconds, 1)
    .option('--stop-timeout <seconds>', 'for what has come in by then', parseSeconds, 10)
    .addOption(
      new Option('--log-level <level>', 'of the log')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
        .default('info'),
    )
    .addHelpText('after', examples)
    .action(run);
}
