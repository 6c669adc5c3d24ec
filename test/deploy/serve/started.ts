import { Agent, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Service, type ServiceOptions, startService } from '../../../src/deploy/serve';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The answer's JSON; null where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = text !== '' && (response.headers.get('content-type')?.includes('json') ?? false);
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const agent = new Agent({ keepAlive: true });

/** A post at a fraction of what fetch costs, for tests with thousands of them. */
export function quickPost(
  url: string,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { agent, method: 'POST', headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

export interface Started {
  readonly url: string;
  readonly service: Service;
  /** Lines of its log. */
  readonly log: Record<string, unknown>[];
}

/** A service on this machine that ends with the test. */
export async function started(
  options: Pick<ServiceOptions, 'models'> & Partial<ServiceOptions>,
): Promise<Started> {
  const log: Record<string, unknown>[] = [];
  const service = await startService({
    ...{ host: '127.0.0.1', port: 0, workers: 0, apiKeys: [], corsOrigins: [] },
    limits: { k: 20, history: 10, items: 50, batch: 4, bodyBytes: 20_000 },
    ...{ timeoutMs: 60_000, lookMs: null, stopDelayMs: 0, stopTimeoutMs: 2000 },
    log: { level: 'info', write: (line) => log.push(JSON.parse(line)) },
    ...options,
  });
  onTestFinished(() => service.stop());
  return { url: service.address, service, log };
}
