import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../errors';
import type { RayConnection } from './ray-connection';

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the connection's address on, e.g. `/api/jobs/`. */
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** Whether an answer 500 may be a passing one; Ray also says 500 to what will never work. */
  readonly isRepeatedAfter500: boolean;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

const longestPauseMs = 10_000;
/** A proxy without its head behind it, or a head that is starting or overrun. */
const passing = [429, 502, 503, 504];

/** Ray answers with the whole stack of its Python; the last line says what is wrong. */
export const lastLine = (text: string): string =>
  text
    .trim()
    .split('\n')
    .filter((line) => line.trim().length > 1)
    .at(-1)
    ?.slice(0, 300) ?? '';

/** e.g. `connect ECONNREFUSED 127.0.0.1:8265`, which fetch hides in the error's cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

async function askOnce(connection: RayConnection, question: Question): Promise<Answer | string> {
  const isJson = typeof question.body === 'string';
  try {
    const response = await fetch(connection.url + question.path, {
      method: question.method,
      headers: { ...connection.headers, ...(isJson ? { 'content-type': 'application/json' } : {}) },
      body: question.body as string | Uint8Array<ArrayBuffer> | undefined,
      signal: AbortSignal.timeout(connection.timeoutMs),
    });
    const answer = { status: response.status, text: await response.text() };
    const isPassing =
      passing.includes(answer.status) || (answer.status === 500 && question.isRepeatedAfter500);
    return isPassing ? `status ${answer.status}: ${lastLine(answer.text)}` : answer;
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Asks until the head answers.
 * @throws InputError when it gave none for the connection's `patienceMs`, or refuses the caller
 */
export async function ask(connection: RayConnection, question: Question): Promise<Answer> {
  const began = performance.now();
  for (let pauseMs = connection.firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const answer = await askOnce(connection, question);
    if (typeof answer !== 'string') {
      if (answer.status === 401 || answer.status === 403)
        throw new InputError(
          `ray: ${connection.url} refuses this caller (status ${answer.status}); give the token that the cluster was started with`,
        );
      return answer;
    }
    const spentMs = performance.now() - began;
    if (spentMs + pauseMs > connection.patienceMs)
      throw new InputError(
        `ray: ${connection.url} gave no answer to ${question.method} ${question.path} for ${Math.round(spentMs / 1000)} s (${answer}). Is the head up, and its dashboard's port open to this machine? What was sent goes on by itself; "sweep resume" finds it again.`,
      );
    await sleep(pauseMs);
  }
}
