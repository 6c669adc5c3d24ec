import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodiesOf, load, saveMadeModel, serveFolder, serveInChild } from './serve-work';

const USERS = 500;
export const CONNECTIONS = 16;

/** In the child: what the framework costs by itself. */
async function serveConstant(): Promise<void> {
  const { default: fastify } = await import('fastify');
  const items = Array.from({ length: 10 }, (_, i) => ({ item: `i${i}`, score: 3 + i / 10, title: null }));
  const answer = { model: { name: 'made', version: '0'.repeat(16) }, items, basis: 'user', unknown: [] };
  const app = fastify();
  app.post('/recommend', async () => answer);
  app.get('/metrics', async () => {
    const { user, system } = process.cpuUsage();
    return `process_cpu_seconds_total ${(user + system) / 1e6}\n`;
  });
  process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
}

/** Processor seconds of a server so far. */
async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
}

const percentile = (sorted: Float64Array, share: number) => sorted[Math.floor(share * (sorted.length - 1))];

export interface ServeFigures {
  readonly name: string;
  readonly requestsPerSecond: number;
  /** Of the server's processor, for each request. */
  readonly cpuMs: number;
  readonly at: readonly {
    /** Of the rate at saturation. */
    readonly share: number;
    readonly requestsPerSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  }[];
  readonly failed: number;
}

async function measure(name: string, seconds: number, ...words: string[]): Promise<ServeFigures> {
  const { url, child } = await serveInChild(...words);
  const shots = { url: `${url}/recommend`, bodies: bodiesOf(USERS), connections: CONNECTIONS };
  await load({ ...shots, seconds: 2, rate: null });
  const before = await cpuSeconds(url);
  const full = await load({ ...shots, seconds, rate: null });
  const cpuMs = (1000 * ((await cpuSeconds(url)) - before)) / full.latenciesMs.length;
  const at = [];
  let failed = full.failed;
  for (const share of [0.5, 0.9]) {
    const part = await load({ ...shots, seconds, rate: share * full.requestsPerSecond });
    const [p50Ms, p99Ms] = [0.5, 0.99].map((p) => percentile(part.latenciesMs, p));
    at.push({ share, requestsPerSecond: part.requestsPerSecond, p50Ms, p99Ms });
    failed += part.failed;
  }
  child.kill();
  return { name, requestsPerSecond: full.requestsPerSecond, cpuMs, at, failed };
}

/** A bare route and the service, one after the other, with `serveChild` in the child. */
export async function measureService(options: {
  readonly items: number;
  readonly seconds: number;
  readonly workers: number;
}): Promise<readonly ServeFigures[]> {
  const { items, seconds, workers } = options;
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-load-'));
  try {
    await saveMadeModel({ folder, users: USERS, items, dimensions: 32, seed: 1 });
    return [
      await measure('a constant', seconds, 'constant'),
      await measure(`the service, ${workers} threads`, seconds, folder, String(workers)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the child does with the words after `serveWord`. */
export function serveChild(what: string, workers: string): void {
  if (what === 'constant') serveConstant();
  else serveFolder(what, Number(workers));
}
