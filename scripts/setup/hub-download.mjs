import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const connectMs = 8000;
const stallMs = 30_000;
/** No second try will mend these. */
const hopeless = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'ENOSPC']);

/** A signal that fires when nothing has come for a while; `alive()` puts that off. */
function stallGuard() {
  const abort = new AbortController();
  let timer;
  const alive = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(new Error(`ETIMEDOUT: nothing came for ${ms / 1000} s`)), ms);
  };
  return { signal: abort.signal, alive, stop: () => clearTimeout(timer) };
}

/** Fetches one file of a model at a revision; the connection must open within 8 s, the data must keep coming. */
async function fetchFile({ endpoint, hub, revision, name, folder, onBytes }) {
  const guard = stallGuard();
  guard.alive(connectMs);
  try {
    const response = await fetch(`${endpoint}/${hub}/resolve/${revision}/${name}`, { signal: guard.signal });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
    const count = new Transform({
      transform(chunk, _encoding, done) {
        guard.alive(stallMs);
        onBytes(chunk.length);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(join(folder, name)), {
      signal: guard.signal,
    });
  } finally {
    guard.stop();
  }
}

/** Fetches the named files of a model from the Hugging Face hub, or the mirror that HF_ENDPOINT names. */
export async function downloadFromHub({ endpoint, hub, revision, names, folder, onBytes }) {
  for (const name of names) {
    const once = () => fetchFile({ endpoint, hub, revision, name, folder, onBytes });
    await once().catch(async (error) => {
      if (hopeless.has(error.cause?.code ?? error.code)) throw error;
      await sleep(1000);
      return once();
    });
  }
}
