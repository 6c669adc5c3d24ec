import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { isPage } from './build-page';

export interface ServedPage {
  /** E.g. `http://127.0.0.1:4173/`. */
  readonly address: string;
  stop(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.safetensors': 'application/octet-stream',
};

/** The file that an address means; null where there is none, or where it would leave the folder. */
function fileOf(folder: string, url: string): string | null {
  try {
    const { pathname } = new URL(url, 'http://page');
    const path = normalize(
      join(folder, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : ''),
    );
    return path.startsWith(`${folder}${sep}`) && statSync(path).isFile() ? path : null;
  } catch {
    return null;
  }
}

/** Names with a hash in them never change their content. */
const isLasting = (url: string) => /^\/(assets|models)\/|^\/teacher-/.test(url);

function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = fileOf(folder, url);
  if (path === null) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('No such file.\n');
    return;
  }
  response.writeHead(200, {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'content-length': statSync(path).size,
    'cache-control': isLasting(url) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    // with both, a page's clock counts in steps of 5 µs instead of 100
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  if (method === 'HEAD') response.end();
  else createReadStream(path).pipe(response);
}

/**
 * Serves a built page.
 * @param options.port 0 for any that is free
 * @throws InputError where the folder holds no page, or the address is taken
 */
export async function servePage(options: {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
}): Promise<ServedPage> {
  checkOptions('servePage', options, ['folder', 'host', 'port']);
  const { host, port } = options;
  const folder = resolve(options.folder);
  if (!isPage(folder)) throw new InputError(`${folder}: expected a page that buildPage wrote, found none`);
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is taken; give another --port' : error.message;
      fail(new InputError(`${host}:${port}: expected an address to serve at, found: ${reason}`));
    });
    server.listen(port, host, done);
  });
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    address: `http://${shown}:${(server.address() as AddressInfo).port}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
