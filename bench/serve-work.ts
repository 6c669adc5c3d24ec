import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceOptions } from '../src/deploy/serve';
import { startService } from '../src/deploy/serve';
import { Random } from '../src/random';

/** How the child that serves is told what to do. */
export const serveWord = '--serve';

export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds from a request to its whole answer, ascending. */
  readonly latenciesMs: Float64Array;
  /** Answers other than 2xx, and requests without any. */
  readonly failed: number;
}

interface Cannon
  extends PromiseLike<{ readonly non2xx: number; readonly errors: number; readonly duration: number }> {
  on(event: 'response', listen: (client: unknown, status: number, bytes: number, ms: number) => void): void;
}
// it brings no types
const autocannon: (options: object) => Cannon = require('autocannon');

/** Sends requests for some seconds, as fast as they are answered or at a rate. */
export async function load(options: {
  readonly url: string;
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second; null for as many as go. */
  readonly rate: number | null;
}): Promise<Load> {
  const { url, bodies, connections, seconds, rate } = options;
  const headers = { 'content-type': 'application/json' };
  const cannon = autocannon({
    ...{ url, connections, duration: seconds },
    ...(rate === null ? {} : { overallRate: Math.max(1, Math.round(rate)) }),
    requests: bodies.map((body) => ({ method: 'POST', headers, body })),
  });
  const times: number[] = [];
  cannon.on('response', (_, __, ___, ms) => times.push(ms));
  const { non2xx, errors, duration } = await cannon;
  return {
    requestsPerSecond: times.length / duration,
    latenciesMs: Float64Array.from(times).sort(),
    failed: non2xx + errors,
  };
}

/** A rating student of random numbers. */
export async function saveMadeModel(options: {
  readonly folder: string;
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  readonly seed: number;
}): Promise<void> {
  const { folder, users, items, dimensions, seed } = options;
  const { MatrixFactorization, saveModel } = await import('../src/models/index.js');
  const ids = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`);
  const model = new MatrixFactorization({
    ...{ users, items, dimensions, frequencies: [1, 2, 3, 2, 1], random: new Random(seed) },
  });
  const vocabulary = { users: ids('u', users), items: ids('i', items) };
  await saveModel({ folder, model, vocabulary, levels: [1, 2, 3, 4, 5], metadata: { seed } });
  model.dispose();
}

export const bodiesOf = (users: number): string[] =>
  Array.from({ length: users }, (_, user) => JSON.stringify({ user: `u${user}`, k: 10 }));

/** In the child: serves a folder and says where. */
export async function serveFolder(folder: string, workers: number): Promise<void> {
  // bundles lie in dist/bench
  const workerPath = join(__dirname, '..', 'deploy', 'serve', 'score-worker.js');
  if (workers > 0 && !existsSync(workerPath)) throw new Error('threads need a build: npm run build');
  const options: ServiceOptions = {
    ...{ models: [{ name: 'made', folder, share: 1 }], host: '127.0.0.1', port: 0, workers, workerPath },
    ...{ apiKeys: [], corsOrigins: [], timeoutMs: 10_000, lookMs: 500, stopDelayMs: 0, stopTimeoutMs: 1000 },
    limits: { k: 100, history: 100, items: 1000, batch: 10, bodyBytes: 100_000 },
    log: null,
  };
  const { address } = await startService(options);
  process.stdout.write(`${address}\n`);
}

export interface Served {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Starts this very program again as a server, so that neither side's garbage is the other's. */
export async function serveInChild(...words: string[]): Promise<Served> {
  const child = spawn(process.execPath, [__filename, serveWord, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [''])]);
  const url = String(text).trim();
  if (url === '') throw new Error('the server did not start');
  return { url, child };
}
