import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadScript } from './scripts';

interface HubScript {
  downloadFromHub(options: Record<string, unknown>): Promise<void>;
}

let folder: string;
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function download(names: string[]): Promise<number> {
  const { downloadFromHub } = await loadScript<HubScript>('setup/hub-download.mjs');
  let bytes = 0;
  await downloadFromHub({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hub: 'someone/tiny',
    revision: 'abc123',
    names,
    folder,
    onBytes: (count: number) => {
      bytes += count;
    },
  });
  return bytes;
}

test('files come from the pinned revision, byte for byte, and are counted', async () => {
  answer = (request, response) => response.end(`bytes of ${request.url?.split('/').at(-1)}`);
  expect(await download(['config.json', 'vocab.txt'])).toBe(
    'bytes of config.json'.length + 'bytes of vocab.txt'.length,
  );
  expect(asked).toEqual([
    '/someone/tiny/resolve/abc123/config.json',
    '/someone/tiny/resolve/abc123/vocab.txt',
  ]);
  expect(readFileSync(join(folder, 'vocab.txt'), 'utf8')).toBe('bytes of vocab.txt');
});

test('a connection that breaks off is tried once more', async () => {
  answer = (_request, response) => {
    if (asked.length > 1) response.end('whole');
    else {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    }
  };
  await download(['config.json']);
  expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe('whole');
});

test('an answer other than 200 ends with the address and the number', async () => {
  answer = (_request, response) => response.writeHead(404).end();
  await expect(download(['config.json'])).rejects.toThrow(/abc123\/config\.json answered 404/);
});
