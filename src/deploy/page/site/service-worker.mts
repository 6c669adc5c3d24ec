/** Keeps the whole page for offline use; `PRECACHE` is put before this code by the build. */

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends LifeEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface Worker {
  readonly PRECACHE: {
    readonly version: string;
    readonly files: readonly { readonly url: string; readonly integrity: string }[];
  };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listen: (event: LifeEvent) => void): void;
  addEventListener(name: 'fetch', listen: (event: FetchEvent) => void): void;
}

const worker = self as unknown as Worker;
const { version, files } = worker.PRECACHE;
const prefix = 'recdistill-';
const name = `${prefix}${version}`;

/** All or nothing: a file that does not have its hash fails the whole. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll(files.map(({ url, integrity }) => new Request(url, { integrity })));
  await worker.skipWaiting();
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((other) => other.startsWith(prefix) && other !== name).map((other) => caches.delete(other)),
  );
  await worker.clients.claim();
}

/** The page itself from the network while there is one, so that a new build is seen at once; all else as it was kept. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(request.mode === 'navigate' ? './' : request, { ignoreSearch: true });
  if (kept === undefined) return fetch(request);
  if (request.mode !== 'navigate') return kept;
  try {
    return await fetch(request);
  } catch {
    return kept;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && new URL(request.url).origin === location.origin)
    event.respondWith(answer(request));
});

export {};
