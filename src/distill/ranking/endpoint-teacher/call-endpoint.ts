import { InputError } from '../../../errors';
import { type Ask, type Message, MOST_CHOICES } from './question';

/** The server could not answer now; asking again may help. */
export class PassingFailure extends Error {
  override name = 'PassingFailure';
  constructor(
    message: string,
    /** How long the server asks to be left alone, null where it does not say. */
    readonly waitMs: number | null,
  ) {
    super(message);
  }
}

/** Where and how a model is asked. */
export interface Endpoint {
  /** Up to and with the version, e.g. `http://localhost:11434/v1`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey: string | null;
  readonly maxTokens: number;
  readonly timeoutMs: number;
}

/** Answers that another try may better: too many requests, time-outs, and faults of the server. */
function mayPass(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Milliseconds of a Retry-After header in seconds or as a date. */
function waitOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function requestOf(
  { model, apiKey, maxTokens }: Endpoint,
  messages: readonly Message[],
  ask: Ask,
): RequestInit {
  const logprobs = ask === 'choose' ? { logprobs: true, top_logprobs: MOST_CHOICES } : {};
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, messages, temperature: 0, max_tokens: maxTokens, ...logprobs }),
  };
}

/**
 * Puts messages to a server with OpenAI's chat interface (vLLM, Ollama, llama.cpp ...) and gives the body of its answer.
 * @throws PassingFailure where another try may help; InputError where it cannot (a wrong key, an unknown model)
 */
export async function callEndpoint(options: {
  readonly endpoint: Endpoint;
  readonly messages: readonly Message[];
  readonly ask: Ask;
  readonly signal: AbortSignal | undefined;
}): Promise<string> {
  const { endpoint, messages, ask, signal } = options;
  const url = `${endpoint.url.replace(/\/$/, '')}/chat/completions`;
  const timeout = AbortSignal.timeout(endpoint.timeoutMs);
  const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, { ...requestOf(endpoint, messages, ask), signal: both });
    body = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) throw new PassingFailure('no answer in time', null);
    const { cause } = error as Error & { cause?: { code?: string } };
    throw new PassingFailure(`connection lost${cause?.code === undefined ? '' : ` (${cause.code})`}`, null);
  }
  if (response.ok) return body;
  if (mayPass(response.status))
    throw new PassingFailure(`status ${response.status}`, waitOf(response.headers.get('retry-after')));
  throw new InputError(
    `${url}: expected an answer, found status ${response.status} (${body.slice(0, 200)}); look at the address, the key and the model's name`,
  );
}
