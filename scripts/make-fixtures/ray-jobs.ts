/**
 * Records what a real Ray answers to the requests of the Jobs interface, for tests without Ray:
 * test/fixtures/ray-jobs.json. Names of hosts, folders and times are made the same for every run.
 *
 *   pip install "ray[default]"
 *   RECDISTILL_RAY_PYTHON=<that python> sh -c \
 *     'npx esbuild scripts/make-fixtures/ray-jobs.ts --bundle --platform=node --log-level=warning | node -'
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { type HttpAnswer, httpAnswer } from '../../src/sweep/ray/http-request';
import { type LocalRay, reasonForNoRay, startLocalRay } from '../../test/sweep/ray/local-ray';

interface Recorded {
  readonly request: string;
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

const recorded: Record<string, Recorded> = {};

function anonymous(text: string): string {
  return text
    .replace(/\b[0-9a-f]{56}\b/g, (id) => `${id.slice(0, 4)}${'0'.repeat(52)}`)
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '10.0.0.1')
    .replace(/\b1[78]\d{11}\b/g, '1700000000000')
    .replace(/[^\s"\\]*\/(site-packages|lib\/python3\.\d+)\//g, '')
    .replace(/session_\d[\w-]*/g, 'session_0');
}

function ask(ray: LocalRay, method: string, path: string, body?: unknown): Promise<HttpAnswer> {
  const isBytes = body instanceof Uint8Array;
  return httpAnswer({
    url: ray.url + path,
    method,
    headers: isBytes || body === undefined ? {} : { 'content-type': 'application/json' },
    body: isBytes || body === undefined ? body : JSON.stringify(body),
    timeoutMs: 30_000,
  });
}

async function record(ray: LocalRay, name: string, method: string, path: string, body?: unknown) {
  const { status, type, text } = await ask(ray, method, path, body);
  const content: unknown = type === 'application/json' ? JSON.parse(anonymous(text)) : anonymous(text);
  recorded[name] = { request: `${method} ${path}`, status, type, body: content };
}

async function untilStatus(ray: LocalRay, id: string, wanted: readonly string[]): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    const { text } = await ask(ray, 'GET', `/api/jobs/${id}`);
    const job = JSON.parse(text) as { status: string };
    if (wanted.includes(job.status)) return;
    await sleep(200);
  }
  throw new Error(`${id} never was ${wanted.join(' or ')}`);
}

const job = (id: string, entrypoint: string) => ({
  submission_id: id,
  entrypoint,
  entrypoint_num_cpus: 1,
  metadata: { sweep: 's', key: id },
  runtime_env: { working_dir: 'gcs://_ray_pkg_recorded.zip' },
});

/** A head that has just started has no agent that takes jobs, and says so with status 500. */
async function untilTakesJobs(ray: LocalRay): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    const first = { ...job(`first-${turn}`, 'true'), runtime_env: {} };
    const { status } = await ask(ray, 'POST', '/api/jobs/', first);
    if (status === 200) return untilStatus(ray, first.submission_id, ['SUCCEEDED']);
    await sleep(500);
  }
  throw new Error('the head takes no jobs');
}

async function recordAll(ray: LocalRay): Promise<void> {
  const code = zipSync({ 'say.js': Buffer.from('console.log("said");') });
  await record(ray, 'version', 'GET', '/api/version');
  await record(ray, 'nodes', 'GET', '/api/v0/nodes?detail=1&limit=10000');
  await record(ray, 'packageMissing', 'GET', '/api/packages/gcs/_ray_pkg_recorded.zip');
  await record(ray, 'packagePut', 'PUT', '/api/packages/gcs/_ray_pkg_recorded.zip', code);
  await record(ray, 'packageThere', 'GET', '/api/packages/gcs/_ray_pkg_recorded.zip');
  await untilTakesJobs(ray);
  await record(ray, 'submitted', 'POST', '/api/jobs/', job('good', 'node say.js'));
  await record(ray, 'pending', 'GET', '/api/jobs/good');
  await record(ray, 'submittedTwice', 'POST', '/api/jobs/', job('good', 'node say.js'));
  await record(ray, 'submittedNonsense', 'POST', '/api/jobs/', { entrypoint_num_cpus: 'one' });
  await untilStatus(ray, 'good', ['SUCCEEDED']);
  await record(ray, 'succeeded', 'GET', '/api/jobs/good');
  await record(ray, 'logs', 'GET', '/api/jobs/good/logs');
  await record(ray, 'stopEnded', 'POST', '/api/jobs/good/stop');
  const browser = await fetch(`${ray.url}/api/jobs/`, { method: 'POST', body: '{}' });
  recorded.browser = {
    request: 'POST /api/jobs/ with sec-fetch-mode',
    status: browser.status,
    type: null,
    body: await browser.text(),
  };
  await record(ray, 'missing', 'GET', '/api/jobs/nobody');
  await record(ray, 'missingLogs', 'GET', '/api/jobs/nobody/logs');
  await ask(ray, 'POST', '/api/jobs/', job('bad', 'exit 3'));
  await untilStatus(ray, 'bad', ['FAILED']);
  await record(ray, 'failed', 'GET', '/api/jobs/bad');
  await record(ray, 'list', 'GET', '/api/jobs/');
  await record(ray, 'forgotten', 'DELETE', '/api/jobs/good');
  await ask(ray, 'POST', '/api/jobs/', job('long', 'sleep 600'));
  await untilStatus(ray, 'long', ['RUNNING']);
  await record(ray, 'running', 'GET', '/api/jobs/long');
  await record(ray, 'forgetRunning', 'DELETE', '/api/jobs/long');
  await record(ray, 'stopped', 'POST', '/api/jobs/long/stop');
  await untilStatus(ray, 'long', ['STOPPED', 'FAILED']);
  await record(ray, 'afterStop', 'GET', '/api/jobs/long');
  await ask(ray, 'POST', '/api/jobs/', job('lost', 'sleep 600'));
  await untilStatus(ray, 'lost', ['RUNNING']);
  ray.killNode(0);
  await untilStatus(ray, 'lost', ['FAILED']);
  await record(ray, 'lost', 'GET', '/api/jobs/lost');
  await record(ray, 'lostLogs', 'GET', '/api/jobs/lost/logs');
}

async function main(): Promise<void> {
  const reason = reasonForNoRay();
  if (reason !== null) throw new Error(reason);
  const ray = await startLocalRay([1]);
  try {
    await recordAll(ray);
  } finally {
    await ray.stop();
  }
  const { ray_version: version } = recorded.version.body as { ray_version: string };
  writeFileSync(
    'test/fixtures/ray-jobs.json',
    `${JSON.stringify({ versions: { ray: version, node: process.version }, answers: recorded }, null, 1)}\n`,
  );
  console.log(`recorded ${Object.keys(recorded).length} answers of Ray ${version}`);
}

main();
