import { type Agent as HttpAgent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpQuestion {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** From the first byte sent to the last one read. */
  readonly timeoutMs: number;
  /** Holds the connections that are kept; absent for one of its own. */
  readonly agent?: HttpAgent;
}

export interface HttpAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/**
 * One request and its whole answer. Not by `fetch`: Node's marks each request as a browser does (`sec-fetch-mode`), and
 * Ray refuses to let browsers start or stop jobs.
 * @throws Error where there is no whole answer in time
 */
export function httpAnswer(question: HttpQuestion): Promise<HttpAnswer> {
  const { url, method, headers, body, timeoutMs, agent } = question;
  const bytes = body === undefined ? undefined : Buffer.from(body as Uint8Array);
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const sent = send(url, { method, headers: { ...headers, ...length }, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', fail);
      answer.on('aborted', () => fail(new Error('the connection broke off in the middle of an answer')));
      answer.on('end', () => {
        clearTimeout(timer);
        const type = answer.headers['content-type']?.split(';')[0] ?? null;
        resolve({ status: answer.statusCode ?? 0, type, text: Buffer.concat(parts).toString('utf8') });
      });
    });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(
      () => sent.destroy(new Error(`no whole answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    sent.on('error', fail);
    sent.end(bytes);
  });
}
