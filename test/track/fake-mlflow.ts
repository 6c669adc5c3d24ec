import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRun {
  readonly id: string;
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly params: Record<string, string>;
  /** As the real server keys them: name, step, time and value. */
  readonly metrics: Set<string>;
  /** In the order in which they first arrived. */
  readonly steps: number[];
  status: string;
}

/** What happens to a request before it is answered; `null` lets it pass. */
export type Mischief = 'refuse' | 'error' | 'half' | 'hang' | 'deaf' | null;

/**
 * A stand-in for an MLflow tracking server: its answers have the shapes that MLflow 3.17 gave for the same requests, its
 * limits are those of `runs/log-batch`, and it can misbehave.
 */
export class FakeMlflow {
  readonly runs = new Map<string, FakeRun>();
  readonly artefacts = new Map<string, Buffer>();
  readonly authorizations = new Set<string>();
  requests = 0;
  mischief: (path: string) => Mischief = () => null;
  /** Awaited before each answer. */
  beforeAnswer: () => Promise<void> = async () => {};
  private readonly experiments = new Map<string, string>();
  private server: Server | null = null;
  private readonly hanging = new Set<ServerResponse>();

  async start(port = 0): Promise<string> {
    const server = createServer((request, response) => void this.serve(request, response));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const response of this.hanging) response.destroy();
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  }

  run(name: string): FakeRun {
    const found = [...this.runs.values()].filter((run) => run.name === name);
    if (found.length !== 1) throw new Error(`expected one run "${name}", found ${found.length}`);
    return found[0];
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    if (request.headers.authorization) this.authorizations.add(request.headers.authorization);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', 'http://fake');
    const mischief = this.mischief(url.pathname);
    await this.beforeAnswer();
    if (mischief === 'refuse') return void request.socket.destroy();
    if (mischief === 'error') return void response.writeHead(500).end('<html>Internal error</html>');
    if (mischief === 'hang') return void this.hanging.add(response);
    const { status, body } = this.answer(url, Buffer.concat(chunks));
    // it has done what was asked, and its answer gets lost
    if (mischief === 'deaf') return void request.socket.destroy();
    const text = JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(mischief === 'half' ? text.slice(0, text.length / 2) : text);
  }

  private answer(url: URL, body: Buffer): { status: number; body: object } {
    const stored = '/api/2.0/mlflow-artifacts/artifacts/';
    if (url.pathname.startsWith(stored)) {
      this.artefacts.set(decodeURIComponent(url.pathname.slice(stored.length)), body);
      return { status: 200, body: {} };
    }
    const path = url.pathname.replace('/api/2.0/mlflow/', '');
    try {
      return {
        status: 200,
        body: this.call(path, body.length > 0 ? JSON.parse(body.toString()) : {}, url.searchParams),
      };
    } catch (error) {
      const [code, message] = (error as Error).message.split(': ');
      return {
        status: code === 'RESOURCE_DOES_NOT_EXIST' ? 404 : 400,
        body: { error_code: code, message },
      };
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: bodies of another system, each checked by what reads it
  private call(path: string, body: any, query: URLSearchParams): object {
    if (path === 'experiments/get-by-name') {
      const id = this.experiments.get(query.get('experiment_name') ?? '');
      if (id === undefined) throw new Error('RESOURCE_DOES_NOT_EXIST: no such experiment');
      return { experiment: { experiment_id: id, lifecycle_stage: 'active' } };
    }
    if (path === 'experiments/create') {
      const id = String(this.experiments.size + 1);
      this.experiments.set(body.name, id);
      return { experiment_id: id };
    }
    if (path === 'runs/search') return { runs: this.search(body.filter) };
    if (path === 'runs/create') return { run: this.create(body) };
    const run = this.runs.get(body.run_id);
    if (run === undefined) throw new Error(`RESOURCE_DOES_NOT_EXIST: Run ${body.run_id} not found`);
    if (path === 'runs/update') {
      run.status = body.status;
      return { run_info: { run_id: run.id } };
    }
    if (path !== 'runs/log-batch') throw new Error(`BAD_REQUEST: ${path}`);
    this.logBatch(run, body);
    return {};
  }

  private search(filter: string): object[] {
    const wanted = /^tags\.`recdistill\.run` = '([^']*)'$/.exec(filter)?.[1];
    if (wanted === undefined) throw new Error(`INVALID_PARAMETER_VALUE: ${filter}`);
    return [...this.runs.values()]
      .filter(({ tags }) => tags['recdistill.run'] === wanted)
      .map(({ id }) => ({ info: this.infoOf(id) }));
  }

  private create(body: {
    experiment_id: string;
    run_name: string;
    tags: { key: string; value: string }[];
  }): object {
    const id = `run${this.runs.size + 1}`;
    const tags = Object.fromEntries(body.tags.map(({ key, value }) => [key, value]));
    this.runs.set(id, {
      ...{ id, name: body.run_name, tags, params: {}, metrics: new Set<string>(), steps: [] },
      status: 'RUNNING',
    });
    return { info: this.infoOf(id) };
  }

  private infoOf(id: string): object {
    return { run_id: id, status: 'RUNNING', artifact_uri: `mlflow-artifacts:/1/${id}/artifacts` };
  }

  private logBatch(
    run: FakeRun,
    body: {
      metrics?: { key: string; value: number; timestamp: number; step: number }[];
      params?: { key: string; value: string }[];
    },
  ): void {
    const { metrics = [], params = [] } = body;
    if (metrics.length > 1000 || params.length > 100 || JSON.stringify(body).length > 1e6)
      throw new Error('INVALID_PARAMETER_VALUE: A batch logging request is too large');
    const bad = [...metrics, ...params].find(({ key }) => !/^[/\w.\- :]+$/.test(key) || key.length > 250);
    if (bad !== undefined) throw new Error(`INVALID_PARAMETER_VALUE: Invalid name: '${bad.key}'`);
    for (const { key, value, timestamp, step } of metrics) {
      const identity = `${key} ${step} ${timestamp} ${value}`;
      if (!run.metrics.has(identity)) run.steps.push(step);
      run.metrics.add(identity);
    }
    for (const { key, value } of params) {
      if (run.params[key] !== undefined && run.params[key] !== value)
        throw new Error('INVALID_PARAMETER_VALUE: Changing param values is not allowed');
      run.params[key] = value;
    }
  }
}
