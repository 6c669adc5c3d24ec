import { InputError } from '../../errors';
import { type Answer, ask, lastLine, type Question } from './ask';
import type { RayConnection } from './ray-connection';

/** As the Jobs interface spells them. */
export type RayStatus = 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';

/** What Ray tells of a job, as far as it is read here. */
export interface RayJob {
  readonly submission_id: string | null;
  readonly status: RayStatus;
  readonly message: string | null;
  readonly error_type: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

export interface RaySubmission {
  readonly submission_id: string;
  /** A line for the shell of the node. */
  readonly entrypoint: string;
  readonly entrypoint_num_cpus: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly runtime_env: {
    readonly working_dir: string;
    readonly env_vars?: Readonly<Record<string, string>>;
  };
}

export interface RayNode {
  readonly node_id: string;
  readonly state: string;
  readonly resources_total: Readonly<Record<string, number>>;
}

/** Most nodes that one answer lists; Ray cuts the list at 100 unless told otherwise, and refuses more than this. */
const mostNodes = 10_000;

function read<Content>(connection: RayConnection, question: Question, answer: Answer): Content {
  const where = `ray: ${connection.url} ${question.method} ${question.path}`;
  if (answer.status !== 200)
    throw new InputError(
      `${where}: expected status 200, found ${answer.status}: ${lastLine(answer.text)}. Is this the address of a Ray dashboard (Ray 2.x, installed as "ray[default]")?`,
    );
  try {
    return JSON.parse(answer.text) as Content;
  } catch {
    throw new InputError(
      `${where}: expected JSON, found "${answer.text.slice(0, 60)}". Is this the address of a Ray dashboard?`,
    );
  }
}

/**
 * Ray's Jobs interface over HTTP, as Ray 2.60 serves it.
 * @see https://docs.ray.io/en/latest/cluster/running-applications/job-submission/api.html
 */
export class RayJobs {
  constructor(private readonly connection: RayConnection) {}

  private async json<Content>(question: Question): Promise<Content> {
    return read(this.connection, question, await ask(this.connection, question));
  }

  private job(id: string, rest = ''): string {
    return `/api/jobs/${encodeURIComponent(id)}${rest}`;
  }

  /** e.g. `2.60.0`. */
  async version(): Promise<string> {
    const found = await this.json<{ ray_version: string }>({
      method: 'GET',
      path: '/api/version',
      isRepeatedAfter500: true,
    });
    return found.ray_version;
  }

  /** Those that live. */
  async nodes(): Promise<readonly RayNode[]> {
    const found = await this.json<{ data: { result: { result: RayNode[] } } }>({
      method: 'GET',
      path: `/api/v0/nodes?detail=1&limit=${mostNodes}`,
      isRepeatedAfter500: true,
    });
    return found.data.result.result.filter(({ state }) => state === 'ALIVE');
  }

  /** Also keeps a package that no job uses from being thrown away for the next minutes. */
  async hasPackage(name: string): Promise<boolean> {
    const question: Question = { method: 'GET', path: `/api/packages/gcs/${name}`, isRepeatedAfter500: true };
    const answer = await ask(this.connection, question);
    if (answer.status !== 200 && answer.status !== 404) read(this.connection, question, answer);
    return answer.status === 200;
  }

  /** @param content a zip archive; its name's hash must be that of its content, as nodes keep what they have by name */
  async putPackage(name: string, content: Uint8Array): Promise<void> {
    const question: Question = {
      method: 'PUT',
      path: `/api/packages/gcs/${name}`,
      body: content,
      isRepeatedAfter500: true,
    };
    const answer = await ask(this.connection, question);
    if (answer.status !== 200) read(this.connection, question, answer);
  }

  /** `taken` where Ray knows a job of that name already; asked twice, so that a lost answer does no harm. */
  async submit(submission: RaySubmission): Promise<'sent' | 'taken'> {
    const question: Question = {
      method: 'POST',
      path: '/api/jobs/',
      body: JSON.stringify(submission),
      isRepeatedAfter500: false,
    };
    const answer = await ask(this.connection, question);
    if (answer.status === 200) return 'sent';
    if ((await this.find(submission.submission_id)) !== null) return 'taken';
    if (answer.status >= 500) {
      const again = await ask(this.connection, { ...question, isRepeatedAfter500: true });
      if (again.status === 200) return 'sent';
    }
    return read(this.connection, question, answer);
  }

  /** Null where Ray knows none of that name. */
  async find(id: string): Promise<RayJob | null> {
    const question: Question = { method: 'GET', path: this.job(id), isRepeatedAfter500: true };
    const answer = await ask(this.connection, question);
    return answer.status === 404 ? null : read<RayJob>(this.connection, question, answer);
  }

  /** All that the cluster remembers, whoever sent them. */
  async list(): Promise<readonly RayJob[]> {
    return this.json<RayJob[]>({ method: 'GET', path: '/api/jobs/', isRepeatedAfter500: true });
  }

  /** What the job wrote so far; null where Ray cannot give it, e.g. as its node is lost. */
  async logs(id: string): Promise<string | null> {
    const answer = await ask(this.connection, {
      method: 'GET',
      path: this.job(id, '/logs'),
      isRepeatedAfter500: false,
    });
    if (answer.status !== 200) return null;
    return (JSON.parse(answer.text) as { logs: string }).logs;
  }

  /** Asks for its end and does not wait; a job that has ended, or that nobody knows, is left alone. */
  async stop(id: string): Promise<void> {
    await ask(this.connection, { method: 'POST', path: this.job(id, '/stop'), isRepeatedAfter500: false });
  }

  /** Makes Ray forget a job that has ended. */
  async forget(id: string): Promise<void> {
    await ask(this.connection, { method: 'DELETE', path: this.job(id), isRepeatedAfter500: false });
  }
}
