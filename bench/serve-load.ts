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
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { CONNECTIONS, measureService, serveChild } from './serve-load-work';
import { serveWord } from './serve-work';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      items: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '5' },
      workers: { type: 'string', default: '0' },
    },
  });
  const [items, seconds, workers] = [values.items, values.seconds, values.workers].map(Number);
  const busy = loadavg()[0].toFixed(1);
  console.log(
    `${availableParallelism()} cores, load ${busy} before; ${CONNECTIONS} connections, ${items} items`,
  );
  for (const { name, requestsPerSecond, cpuMs, at, failed } of await measureService({
    items,
    seconds,
    workers,
  })) {
    console.log(
      `${name}: ${requestsPerSecond.toFixed(0)} requests/s at saturation, ${cpuMs.toFixed(3)} ms of the server's processor each`,
    );
    for (const { share, requestsPerSecond, p50Ms, p99Ms } of at)
      console.log(
        `  at ${100 * share}% (${requestsPerSecond.toFixed(0)}/s): p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
      );
    console.log(`  failed: ${failed}`);
  }
}

const [word, what, workers] = process.argv.slice(2);
if (word === serveWord) serveChild(what, workers);
else main();
