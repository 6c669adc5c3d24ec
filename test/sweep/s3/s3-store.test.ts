import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Settings, s3Settings, s3Store } from '../../../src/sweep/s3';
import type { SweepStore } from '../../../src/sweep/store';
import { startFakeS3 } from './fake-s3';

/** A real server of S3's language: `pip install "moto[server,s3]"`. */
const python = process.env.RECDISTILL_MOTO_PYTHON;
const moto = python === undefined ? undefined : join(dirname(python), 'moto_server');
const isReal = moto !== undefined && existsSync(moto);
if (!isReal)
  console.log(
    'the store is tested against a server of its own: RECDISTILL_MOTO_PYTHON names no Python with moto[server]',
  );

let settings: S3Settings;
let stop: () => Promise<void> = async () => {};

async function startMoto(): Promise<string> {
  const taken = createServer();
  await new Promise<void>((listens) => taken.listen(0, '127.0.0.1', listens));
  const { port } = taken.address() as { port: number };
  await new Promise((closed) => taken.close(closed));
  const child: ChildProcess = spawn(moto as string, ['-p', String(port)], { stdio: 'ignore' });
  stop = async () => {
    child.kill('SIGKILL');
  };
  const url = `http://127.0.0.1:${port}`;
  for (let turn = 0; turn < 150 && !(await fetch(url).catch(() => null)); turn++) await sleep(200);
  await fetch(`${url}/sweeps`, { method: 'PUT' });
  return url;
}

beforeAll(async () => {
  let endpoint: string;
  if (isReal) endpoint = await startMoto();
  else {
    const fake = await startFakeS3('sweeps');
    [endpoint, stop] = [fake.url, fake.close];
  }
  settings = {
    endpoint,
    region: 'us-east-1',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    sessionToken: null,
  };
});

afterAll(() => stop());

let count = 0;
const freshStore = (): SweepStore => s3Store({ address: `s3://sweeps/any/place ${count++}`, settings });

test('what is not there is null, and what was written is read', async () => {
  const store = freshStore();
  expect(await store.read('results/a.json')).toBeNull();
  await store.replace('results/a.json', '{"é": 1}');
  expect(await store.read('results/a.json')).toBe('{"é": 1}');
  await store.replace('results/a.json', '2');
  expect(await store.read('results/a.json')).toBe('2');
});

test('of many writers of one name one wins, and its text stays', async () => {
  const store = freshStore();
  const won = await Promise.all(Array.from({ length: 8 }, (_, i) => store.create('results/a.json', `${i}`)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await store.read('results/a.json')).toBe(String(won.indexOf(true)));
  expect(await store.create('results/a.json', 'late')).toBe(false);
});

test('of many that swap what they know one succeeds, and none where it is something else by now', async () => {
  const store = freshStore();
  await store.create('claims/a.json', 'one');
  const won = await Promise.all(
    Array.from({ length: 8 }, (_, i) => store.swap('claims/a.json', 'one', `next ${i}`)),
  );
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await store.swap('claims/a.json', 'one', 'again')).toBe(false);
  expect(await store.swap('claims/none.json', 'one', 'again')).toBe(false);
});

test('what was taken away is gone from reading and listing, and its name can be had again, by one', async () => {
  const store = freshStore();
  await store.create('claims/a.json', 'one');
  expect(await store.swap('claims/a.json', 'one', null)).toBe(true);
  expect(await store.read('claims/a.json')).toBeNull();
  expect(await store.list('claims')).toEqual([]);
  const won = await Promise.all([store.create('claims/a.json', 'x'), store.create('claims/a.json', 'y')]);
  expect(won.filter(Boolean)).toHaveLength(1);
});

test('lists the names right in a folder, beyond the thousand that one answer holds', async () => {
  const store = freshStore();
  const names = Array.from({ length: 1003 }, (_, i) => `k${String(i).padStart(4, '0')}&<.json`);
  for (let at = 0; at < names.length; at += 50)
    await Promise.all(names.slice(at, at + 50).map((name) => store.replace(`results/${name}`, '1')));
  await store.replace('results/deeper/other.json', '1');
  await store.replace('results2/other.json', '1');
  expect([...(await store.list('results'))].sort()).toEqual(names);
});

test('a bucket that does not exist is an error that names it', async () => {
  const store = s3Store({ address: 's3://nowhere-at-all', settings });
  await expect(store.read('a')).rejects.toThrow(/bucket "nowhere-at-all" .*status 404 NoSuchBucket/);
  await expect(store.create('a', 'b')).rejects.toThrow(/bucket "nowhere-at-all" .*status 404 NoSuchBucket/);
});

test('settings come from the variables of S3’s own tools, and missing ones are named', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  expect(s3Settings({ ...keys, AWS_REGION: 'eu-west-1' }).endpoint).toBe(
    'https://s3.eu-west-1.amazonaws.com',
  );
  expect(s3Settings({ ...keys, AWS_ENDPOINT_URL: 'http://minio:9000/' }).endpoint).toBe('http://minio:9000');
  expect(() => s3Settings({ AWS_ACCESS_KEY_ID: 'a' })).toThrow('AWS_SECRET_ACCESS_KEY');
  expect(() => s3Store({ address: 'https://bucket/x', settings })).toThrow('s3://bucket/prefix');
});
