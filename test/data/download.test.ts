import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type DataEvent, type DataSource, downloadSource, loadRatings, locateSource } from '../../src/data';
import { temporaryFolder } from './temporary-folder';

const archive = zipSync({
  'tiny/ratings.csv': Buffer.from('user,item,rating\na,x,5\nb,x,1\n'),
  'tiny/../../escape.csv': Buffer.from('out'),
  'other/readme.txt': Buffer.from('not asked for'),
});
const sha256 = createHash('sha256').update(archive).digest('hex');

/** A server on this machine that answers every request with the given bytes; breaks off after some, if asked to. */
async function serve(bytes: Uint8Array, status = 200, breakAfter = bytes.length): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, breakAfter));
    if (breakAfter < bytes.length) setTimeout(() => response.destroy(), 20);
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.zip`;
}

function sourceAt(url: string, changes: Partial<DataSource['download'] & object> = {}): DataSource {
  return {
    name: 'tiny',
    title: 'Tiny',
    home: url,
    terms: 'none',
    requiredFiles: ['ratings.csv'],
    packagedIn: null,
    download: { url, sha256, sizeBytes: archive.length, folder: 'tiny', ...changes },
    settings: (folder) => ({
      name: 'tiny',
      ratings: { path: join(folder, 'ratings.csv') },
      columns: { user: 'user', item: 'item', rating: 'rating' },
    }),
  };
}

test('an archive is fetched with progress, checked, unpacked and loads', async () => {
  const source = sourceAt(await serve(archive));
  const folder = join(temporaryFolder(), 'tiny');
  const events: DataEvent[] = [];
  expect(await downloadSource({ source, folder, onProgress: (event) => events.push(event) })).toBe(folder);
  expect(events.at(-1)).toMatchObject({
    kind: 'download',
    receivedBytes: archive.length,
    totalBytes: archive.length,
  });
  expect(readdirSync(folder).sort()).toEqual(['ratings.csv', 'tiny.zip']);
  expect((await loadRatings(source.settings(folder))).report.kept).toBe(2);
});

test('an archive with another checksum is refused and nothing of it unpacked', async () => {
  const source = sourceAt(await serve(archive), { sha256: '0'.repeat(64) });
  const folder = join(temporaryFolder(), 'tiny');
  await expect(downloadSource({ source, folder })).rejects.toThrow(`found ${sha256}`);
  expect(existsSync(join(folder, 'ratings.csv'))).toBe(false);
});

test.each([
  ['a refusal', () => serve(archive, 404), 'expected the file, found status 404'],
  ['a broken connection', () => serve(archive, 200, 40), 'before the connection broke'],
  ['a server that is not there', async () => 'http://127.0.0.1:1/tiny.zip', 'expected an answer, found none'],
])('%s ends in an error that says so', async (_, address, message) => {
  const folder = join(temporaryFolder(), 'tiny');
  await expect(downloadSource({ source: sourceAt(await address()), folder })).rejects.toThrow(message);
});

test('bytes that are no zip archive are refused', async () => {
  const bytes = Buffer.from('<html>moved</html>');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const source = sourceAt(await serve(bytes), { sha256: digest });
  await expect(downloadSource({ source, folder: join(temporaryFolder(), 'tiny') })).rejects.toThrow(
    'expected a whole zip archive, found 18 bytes',
  );
});

test('files that are published one by one are fetched and checked one by one', async () => {
  const text = Buffer.from('user,item,rating\na,x,5\nb,x,1\n');
  const url = (await serve(text)).replace('tiny.zip', 'ratings.csv');
  const file = { url, sha256: createHash('sha256').update(text).digest('hex'), sizeBytes: null };
  const source = { ...sourceAt(url), download: { files: [file] } };
  const folder = join(temporaryFolder(), 'tiny');
  expect(await downloadSource({ source, folder })).toBe(folder);
  expect(readdirSync(folder)).toEqual(['ratings.csv']);
  expect((await loadRatings(source.settings(folder))).report.kept).toBe(2);
  const other = { ...source, download: { files: [{ ...file, sha256: sha256 }] } };
  await expect(downloadSource({ source: other, folder })).rejects.toThrow('ratings.csv: expected sha256');
});

test('an archive whose files lie at its top is unpacked, without its folders', async () => {
  const flat = zipSync({
    'ratings.csv': Buffer.from('user,item,rating\na,x,5\nb,x,1\n'),
    'more/a.csv': Buffer.from('a'),
  });
  const changes = { folder: '', sizeBytes: null, sha256: createHash('sha256').update(flat).digest('hex') };
  const folder = join(temporaryFolder(), 'tiny');
  await downloadSource({ source: sourceAt(await serve(flat), changes), folder });
  expect(readdirSync(folder).sort()).toEqual(['ratings.csv', 'tiny.zip']);
});

test('a source is looked for in the folder asked for, then in RECDISTILL_DATA_DIR, then in the cache', () => {
  const source = sourceAt('http://127.0.0.1:1/tiny.zip');
  const root = temporaryFolder({
    'asked/tiny/ratings.csv': '',
    'named/ratings.csv.gz': '',
    'cache/recdistill/data/tiny/ratings.csv': '',
  });
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'));
  vi.stubEnv('RECDISTILL_DATA_DIR', join(root, 'named'));
  expect(locateSource(source, join(root, 'asked'))).toBe(join(root, 'asked', 'tiny'));
  expect(locateSource(source, undefined)).toBe(join(root, 'named'));
  vi.stubEnv('RECDISTILL_DATA_DIR', join(root, 'empty'));
  expect(locateSource(source, undefined)).toBe(join(root, 'cache', 'recdistill', 'data', 'tiny'));
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'empty'));
  expect(locateSource(source, undefined)).toBe(null);
  vi.unstubAllEnvs();
});
