import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../errors';
import { httpAnswer } from './http-request';
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

async function askOnce(connection: RayConnection, question: Question): Promise<Answer | string> {
  const { method, path, body, isRepeatedAfter500 } = question;
  const type: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  try {
    const { status, text } = await httpAnswer({
      url: connection.url + path,
      method,
      headers: { ...connection.headers, ...type },
      body,
      timeoutMs: connection.timeoutMs,
      agent: connection.agent,
    });
    const isPassing = passing.includes(status) || (status === 500 && isRepeatedAfter500);
    return isPassing ? `status ${status}: ${lastLine(text)}` : { status, text };
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
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
          `ray: ${connection.url} refuses this caller (status ${answer.status}: ${lastLine(answer.text)}); give the token that the cluster was started with`,
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
