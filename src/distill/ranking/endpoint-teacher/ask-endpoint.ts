import { checkOptions, InputError } from '../../../errors';
import { AnswerLog, queryKey } from './answer-log';
import { idsOfQuery, keptList, questionOf, type Told } from './asked-query';
import { callEndpoint, type Endpoint } from './call-endpoint';
import { inParallel } from './in-parallel';
import { messagesOf } from './question';
import { MalformedAnswer, readAnswer } from './read-answer';
import { type EndpointEvent, type EndpointProgress, type Prices, Tally } from './tally';
import { GaveUp, type Patience, tryAgain } from './try-again';

/** Options of {@link askEndpoint}. */
export interface AskEndpointOptions extends Endpoint, Patience, Told {
  /** What the model is and what it is to find. */
  readonly instruction: string;
  /** How many candidates an answer must speak of. */
  readonly atLeast: number;
  /** Questions that are open at a time. */
  readonly concurrency: number;
  /** JSON lines, a list a query, for `importSoftTargets`; an existing file is gone on with. */
  readonly path: string;
  readonly prices?: Prices;
  readonly onProgress?: (event: EndpointEvent) => void;
  readonly signal?: AbortSignal;
}

const KNOWN = [
  ...['url', 'model', 'apiKey', 'maxTokens', 'timeoutMs', 'attempts', 'firstDelayMs', 'data', 'contexts'],
  ...[
    'candidates',
    'ask',
    'instruction',
    'history',
    'textLength',
    'atLeast',
    'concurrency',
    'path',
    'prices',
  ],
  ...['onProgress', 'signal'],
];

const LEAST = {
  ...{ maxTokens: 1, timeoutMs: 1, attempts: 1, firstDelayMs: 0, history: 0, textLength: 1 },
  ...{ atLeast: 1, concurrency: 1 },
} as const;

function checkAsk(options: AskEndpointOptions): void {
  checkOptions('askEndpoint', options, KNOWN);
  for (const name of Object.keys(LEAST) as (keyof typeof LEAST)[]) {
    if (Number.isInteger(options[name]) && options[name] >= LEAST[name]) continue;
    throw new InputError(
      `askEndpoint: ${name} must be a whole number of at least ${LEAST[name]}, found ${options[name]}`,
    );
  }
  if (!['rank', 'rate', 'choose'].includes(options.ask))
    throw new InputError(`askEndpoint: ask must be rank, rate or choose, found ${options.ask}`);
}

/** Where a run keeps its answers and its counts. */
interface Run {
  readonly options: AskEndpointOptions;
  readonly log: AnswerLog;
  readonly tally: Tally;
  readonly gaveUp: number[];
}

/** Queries without a list, each once where several are the same. */
function unanswered({ options, log }: Run): number[] {
  const open = new Map<string, number>();
  for (let query = 0; query < options.contexts.rows.length; query++) {
    const key = queryKey(idsOfQuery(options, query));
    if (!log.answered.has(key) && !open.has(key)) open.set(key, query);
  }
  return [...open.values()];
}

function askPatiently({ options, tally }: Run, query: number, signal: AbortSignal) {
  const { ask, instruction, atLeast, attempts, firstDelayMs, onProgress } = options;
  const question = questionOf(options, query);
  const messages = messagesOf(question, ask, instruction);
  const count = question.candidates.length;
  const work = async () => {
    const body = await callEndpoint({ endpoint: options, messages, ask, signal });
    return readAnswer({ body, ask, count, atLeast: Math.min(atLeast, count) });
  };
  const onRetry = (failure: Error, attempt: number, waitMs: number) => {
    tally.add({ retries: 1, malformed: failure instanceof MalformedAnswer ? 1 : 0 });
    onProgress?.({ kind: 'retry', query, attempt, reason: failure.message, waitMs });
  };
  return tryAgain(work, { attempts, firstDelayMs, signal, onRetry });
}

/** Has one query answered and kept; a query that is given up is counted and left out. */
async function askOne(run: Run, query: number, signal: AbortSignal): Promise<void> {
  const { options, log, tally, gaveUp } = run;
  try {
    const { answer, inputTokens, outputTokens } = await askPatiently(run, query, signal);
    log.append(keptList(options, query, answer));
    tally.add({ done: 1, inputTokens, outputTokens });
    options.onProgress?.({ kind: 'answer', query, ...tally.progress });
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
    gaveUp.push(query);
    tally.add({ failed: 1 });
    options.onProgress?.({ kind: 'gave-up', query, reason: error.message, ...tally.progress });
  }
}

/**
 * Has a model behind OpenAI's chat interface (a server of vLLM, Ollama, llama.cpp ...) judge candidates for queries:
 * `rank` asks for an order, `rate` for a mark from 0 to 10 for each, `choose` for the letter of the best, whose
 * log-probabilities, where the server offers them, are the logits of up to 20 candidates. Each answer is appended to
 * `path` as it comes, and a run that was killed goes on with the queries that have none. Requests that fail for a while
 * (429, 5xx, no connection, no answer in time) and answers that cannot be used are tried again after growing pauses.
 * @returns what was done and spent, and the queries that were given up
 * @throws InputError for a server that refuses (a wrong key, an unknown model), and for a file of other settings
 */
export async function askEndpoint(
  options: AskEndpointOptions,
): Promise<EndpointProgress & { readonly gaveUp: readonly number[] }> {
  checkAsk(options);
  const { data, contexts, path, concurrency, prices, signal } = options;
  const { model, maxTokens, ask, instruction, history, textLength, atLeast } = options;
  const settings = { model, maxTokens, ask, instruction, history, textLength, atLeast, data: data.hash };
  const log = new AnswerLog(path, settings);
  const tally = new Tally(contexts.rows.length, prices);
  const run: Run = { options, log, tally, gaveUp: [] };
  const numbers = unanswered(run);
  tally.add({ done: contexts.rows.length - numbers.length });
  await inParallel({ numbers, concurrency, signal, work: (query, either) => askOne(run, query, either) });
  return { ...tally.progress, gaveUp: run.gaveUp.sort((a, b) => a - b) };
}
