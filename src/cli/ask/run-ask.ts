import {
  type AskEndpointOptions,
  askEndpoint,
  type EndpointEvent,
  type Prices,
} from '../../distill/ranking/endpoint-teacher';
import { InputError } from '../../errors';
import { Random } from '../../random';
import { shown } from '../distill/load-with-progress';
import { type QueryFlags, teacherQueriesFromFlags } from '../distill/teacher-queries';
import { makeProgress } from '../progress';

export interface AskFlags extends QueryFlags {
  readonly endpoint: string;
  readonly model: string;
  readonly ask: AskEndpointOptions['ask'];
  readonly instruction: string;
  readonly history: number;
  readonly textLength: number;
  readonly atLeast: number;
  readonly maxTokens: number;
  readonly concurrency: number;
  /** Seconds. */
  readonly timeout: number;
  readonly attempts: number;
  readonly priceInput?: number;
  readonly priceOutput?: number;
  readonly budget?: number;
  readonly keyVariable?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** As many as a model orders well, and as servers give log-probabilities for. */
const CANDIDATES = 20;
const FIRST_DELAY_MS = 1000;
const KEY_VARIABLE = 'RECDISTILL_API_KEY';

function pricesOf({ priceInput: input, priceOutput: output, budget }: AskFlags): Prices | undefined {
  if (input !== undefined && output !== undefined) return { input, output };
  const given = Object.entries({ '--price-input': input, '--price-output': output, '--budget': budget });
  const lone = given.find(([, value]) => value !== undefined);
  if (lone === undefined) return undefined;
  throw new InputError(`${lone[0]}: expected --price-input and --price-output beside, found not both`);
}

/** The key never stands in the command, which shells and reports keep. */
function keyOf({ keyVariable }: AskFlags): string | null {
  const key = process.env[keyVariable ?? KEY_VARIABLE];
  if (key !== undefined && key !== '') return key;
  if (keyVariable === undefined) return null;
  throw new InputError(`--key-variable ${keyVariable}: expected a key in the environment, found none`);
}

/** Models favour what stands first: each query's candidates in an order of its own, the same in every run. */
function shuffled(candidates: readonly Int32Array[], seed: number): Int32Array[] {
  const random = new Random(seed).fork('order of candidates');
  return candidates.map((own) => random.permutation(own.length).map((place) => own[place]));
}

/** A bar over all queries, with what they have cost; and a stop when that is too much. */
function listen({ budget }: AskFlags, total: number) {
  const bar = makeProgress({ ...shown, title: 'ask', total });
  const stop = new AbortController();
  let last: Extract<EndpointEvent, { kind: 'answer' }> | null = null;
  const onProgress = (event: EndpointEvent) => {
    if (event.kind === 'retry') return;
    if (event.kind === 'answer') last = event;
    const cost = event.cost === null ? '' : `, cost ${event.cost.toFixed(2)}`;
    bar.update(event.done + event.failed, `${event.failed} given up${cost}`);
    const isOver = event.done + event.failed === total;
    if (budget !== undefined && (event.cost ?? 0) >= budget && !isOver) stop.abort();
  };
  return { bar, stop: stop.signal, onProgress, last: () => last };
}

/** `recdistill ask`, once its options are read. */
export async function runAsk(flags: AskFlags): Promise<void> {
  const [prices, apiKey] = [pricesOf(flags), keyOf(flags)];
  const asked = await teacherQueriesFromFlags({ ...flags, candidates: flags.candidates ?? CANDIDATES });
  const candidates = shuffled(asked.candidates, flags.seed);
  const { bar, stop, onProgress, last } = listen(flags, candidates.length);
  const { ask, instruction, history, textLength, atLeast, maxTokens, concurrency, attempts } = flags;
  try {
    const done = await askEndpoint({
      ...{
        url: flags.endpoint,
        model: flags.model,
        apiKey,
        prices,
        path: flags.out,
        signal: stop,
        onProgress,
      },
      ...{ ask, instruction, history, textLength, atLeast, maxTokens, concurrency, attempts },
      ...{ timeoutMs: Math.ceil(flags.timeout * 1000), firstDelayMs: FIRST_DELAY_MS },
      ...{ data: asked.split.data, contexts: asked.contexts, candidates: (query) => candidates[query] },
    });
    bar.stop();
    report(flags, done);
  } catch (error) {
    bar.stop();
    if (!stop.aborted) throw error;
    process.stderr.write(
      `Stopped: the budget of ${flags.budget} is spent, ${last()?.done ?? 0} of ${candidates.length} queries are answered. The same command goes on, with the budget anew.\n`,
    );
    process.exitCode = 1;
  }
}

function report(flags: AskFlags, done: Awaited<ReturnType<typeof askEndpoint>>): void {
  const { gaveUp: _, ...counts } = done;
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...counts, file: flags.out }, null, 2)}\n`);
  else {
    const cost = done.cost === null ? '' : `, cost ${done.cost.toFixed(2)}`;
    process.stdout.write(
      `${flags.out}: ${done.done} of ${done.total} queries answered; ${done.inputTokens} tokens in, ${done.outputTokens} out${cost}; ${done.retries} retries, ${done.malformed} for answers of no use\n`,
    );
  }
  if (done.failed === 0) return;
  process.stderr.write(`${done.failed} queries were given up. The same command asks for them again.\n`);
  process.exitCode = 1;
}
