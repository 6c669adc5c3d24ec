/**
 * The service under load: requests per second at saturation, and the median and 99th percentile of the answers' times at
 * 50% and 90% of it, for the best ten of a matrix factorization with 32 dimensions; beside it a bare Fastify route that
 * returns a constant of the same shape, which is what HTTP alone costs.
 *
 *   npm run bench -- serve-load [--items 10000] [--seconds 5] [--workers 0]
 *
 * Client and server are two processes of one machine. Times are raw: from sending a request to its last byte. Processor
 * time is what compares where other work runs beside.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bodiesOf, load, saveMadeModel, serveFolder, serveInChild, serveWord } from './serve-work';

const USERS = 500;
const CONNECTIONS = 16;

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

async function measure(name: string, seconds: number, ...words: string[]): Promise<void> {
  const { url, child } = await serveInChild(...words);
  const shots = { url: `${url}/recommend`, bodies: bodiesOf(USERS), connections: CONNECTIONS };
  await load({ ...shots, seconds: 2, rate: null });
  const before = await cpuSeconds(url);
  const full = await load({ ...shots, seconds, rate: null });
  const cpuMs = (1000 * ((await cpuSeconds(url)) - before)) / full.latenciesMs.length;
  const lines = [
    `${name}: ${full.requestsPerSecond.toFixed(0)} requests/s at saturation, ${cpuMs.toFixed(3)} ms of the server's processor each`,
  ];
  let failed = full.failed;
  for (const share of [0.5, 0.9]) {
    const part = await load({ ...shots, seconds, rate: share * full.requestsPerSecond });
    const [p50, p99] = [0.5, 0.99].map((p) => percentile(part.latenciesMs, p).toFixed(2));
    lines.push(`  at ${100 * share}% (${part.requestsPerSecond.toFixed(0)}/s): p50 ${p50} ms, p99 ${p99} ms`);
    failed += part.failed;
  }
  child.kill();
  console.log(`${lines.join('\n')}\n  failed: ${failed}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      items: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '5' },
      workers: { type: 'string', default: '0' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-load-'));
  try {
    const items = Number(values.items);
    await saveMadeModel({ folder, users: USERS, items, dimensions: 32, seed: 1 });
    const busy = loadavg()[0].toFixed(1);
    console.log(
      `${availableParallelism()} cores, load ${busy} before; ${CONNECTIONS} connections, ${items} items`,
    );
    await measure('a constant', Number(values.seconds), 'constant');
    await measure(`the service, ${values.workers} threads`, Number(values.seconds), folder, values.workers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [word, what, workers] = process.argv.slice(2);
if (word !== serveWord) main();
else if (what === 'constant') serveConstant();
else serveFolder(what, Number(workers));
