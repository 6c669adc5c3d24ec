import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { RaySubmission } from '../../../src/sweep/ray/ray-jobs';
import recorded from '../../fixtures/ray-jobs.json';

const { answers } = recorded;

/** What goes wrong with one request: nothing, no answer, a late one, a passing error, or an answer lost on its way. */
export type Mishap = 'none' | 'drop' | 'slow' | 'error' | 'lost answer';

interface FakeJob {
  readonly submission: RaySubmission;
  status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPED';
  message: string;
  errorType: string | null;
  log: string;
  child: ChildProcess | null;
}

/** A head whose answers have the recorded shapes and whose jobs are real processes of this machine. */
export interface FakeRay {
  readonly url: string;
  /** Every request that came, e.g. `POST /api/jobs/`. */
  readonly requests: readonly string[];
  /** Of each of them. */
  readonly headers: readonly IncomingHttpHeaders[];
  readonly jobs: ReadonlyMap<string, FakeJob>;
  /** Decides of each request by its number, counted from 0. */
  mishap: (request: number, what: string) => Mishap;
  /** CPUs of the nodes; a job waits until they are free. */
  cpus: number;
  /** As when a job's node is lost: its process ends, its log with it. */
  readonly loseNodeOf: (id: string) => void;
  /** As when the head is started anew: it knows no job and no package. */
  readonly restart: () => void;
  readonly close: () => Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

function write(response: ServerResponse, { status, body }: Reply): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

const like = ({ status }: Reply, body: unknown): Reply => ({ status, body });

export async function startFakeRay(options: { readonly cpus: number }): Promise<FakeRay> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-ray-'));
  const packages = new Map<string, string>();
  const jobs = new Map<string, FakeJob>();
  const requests: string[] = [];
  const headers: IncomingHttpHeaders[] = [];

  const unpack = (name: string, content: Uint8Array): void => {
    const place = join(folder, name);
    for (const [path, bytes] of Object.entries(unzipSync(content))) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), bytes);
    }
    packages.set(name, place);
  };

  const startWaiting = (): void => {
    const used = [...jobs.values()]
      .filter(({ status }) => status === 'RUNNING')
      .reduce((sum, { submission }) => sum + submission.entrypoint_num_cpus, 0);
    const next = [...jobs.values()].find(({ status }) => status === 'PENDING');
    if (next === undefined || used + next.submission.entrypoint_num_cpus > fake.cpus) return;
    run(next);
    startWaiting();
  };

  const run = (job: FakeJob): void => {
    const { entrypoint, runtime_env } = job.submission;
    job.status = 'RUNNING';
    job.child = spawn('sh', ['-c', entrypoint], {
      cwd: packages.get(runtime_env.working_dir.replace('gcs://', '')),
      env: { ...process.env, ...runtime_env.env_vars },
      detached: true,
    });
    for (const stream of [job.child.stdout, job.child.stderr])
      stream?.on('data', (text) => {
        job.log += text;
      });
    job.child.on('close', (code) => {
      if (job.status === 'RUNNING') {
        job.status = code === 0 ? 'SUCCEEDED' : 'FAILED';
        job.errorType = code === 0 ? null : answers.failed.body.error_type;
        job.message =
          code === 0
            ? answers.succeeded.body.message
            : `Job entrypoint command failed with exit code ${code}`;
      }
      startWaiting();
    });
  };

  const end = (job: FakeJob, status: FakeJob['status']): void => {
    job.status = status;
    if (job.child?.exitCode === null && job.child.signalCode === null)
      process.kill(-(job.child.pid as number), 'SIGKILL');
  };

  const told = ({ submission, status, message, errorType }: FakeJob) => ({
    ...answers.pending.body,
    ...submission,
    status,
    message,
    error_type: errorType,
  });

  const ofJob = (method: string, id: string, rest: string): Reply => {
    const job = jobs.get(id);
    if (job === undefined) return like(answers.missing, `Job ${id} does not exist`);
    const isLive = job.status === 'PENDING' || job.status === 'RUNNING';
    if (rest === '/logs')
      return job.log === 'lost' ? answers.lostLogs : like(answers.logs, { logs: job.log });
    if (rest === '/stop') {
      if (isLive) end(job, 'STOPPED');
      return like(answers.stopped, { stopped: isLive });
    }
    if (method === 'GET') return like(answers.running, told(job));
    if (isLive) return answers.forgetRunning;
    jobs.delete(id);
    return answers.forgotten;
  };

  const submit = (submission: RaySubmission): Reply => {
    if (jobs.has(submission.submission_id)) return answers.submittedTwice;
    if (!packages.has(submission.runtime_env.working_dir.replace('gcs://', '')))
      throw new Error('a job came before its package');
    const { message } = answers.pending.body;
    jobs.set(submission.submission_id, {
      submission,
      status: 'PENDING',
      message,
      errorType: null,
      log: '',
      child: null,
    });
    startWaiting();
    return like(answers.submitted, { submission_id: submission.submission_id });
  };

  const nodes = (): Reply => {
    const { data } = answers.nodes.body;
    const one = { ...data.result.result[0], state: 'ALIVE', resources_total: { CPU: fake.cpus } };
    return like(answers.nodes, {
      ...answers.nodes.body,
      data: { result: { ...data.result, result: [one] } },
    });
  };

  const answer = (method: string, path: string, body: Buffer): Reply => {
    if (path === '/api/version') return answers.version;
    if (path.startsWith('/api/v0/nodes?')) return nodes();
    if (path === '/api/jobs/')
      return method === 'POST'
        ? submit(JSON.parse(body.toString('utf8')))
        : like(answers.list, [...jobs.values()].map(told));
    const packet = /^\/api\/packages\/gcs\/(.+)$/.exec(path)?.[1];
    if (packet !== undefined) {
      if (method === 'PUT') unpack(packet, body);
      return packages.has(packet) ? answers.packageThere : answers.packageMissing;
    }
    const [, id, rest] = /^\/api\/jobs\/([^/]+)(\/.*)?$/.exec(path) as unknown as [
      string,
      string,
      string | undefined,
    ];
    return ofJob(method, decodeURIComponent(id), rest ?? '');
  };

  const server = createServer(async (request, response) => {
    const what = `${request.method} ${request.url}`;
    headers.push(request.headers);
    const mishap = fake.mishap(requests.push(what) - 1, what);
    const body = await bodyOf(request);
    if (mishap === 'drop') return request.socket.destroy();
    if (mishap === 'error') return write(response, { status: 503, body: 'starting' });
    if (mishap === 'slow') await new Promise((waited) => setTimeout(waited, 400));
    if (request.headers['sec-fetch-mode'] !== undefined && request.method !== 'GET')
      return write(response, answers.browser);
    if (mishap === 'lost answer') response.end = () => request.socket.destroy() as never;
    write(response, answer(request.method as string, request.url as string, body));
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const fake: FakeRay = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    requests,
    headers,
    jobs,
    mishap: () => 'none',
    cpus: options.cpus,
    loseNodeOf: (id) => {
      const job = jobs.get(id) as FakeJob;
      end(job, 'FAILED');
      Object.assign(job, {
        log: 'lost',
        message: answers.lost.body.message,
        errorType: answers.lost.body.error_type,
      });
    },
    restart: () => {
      for (const job of jobs.values()) end(job, 'FAILED');
      jobs.clear();
      packages.clear();
    },
    close: async () => {
      for (const job of jobs.values()) end(job, 'FAILED');
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return fake;
}
