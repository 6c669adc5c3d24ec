import { openAsBlob } from 'node:fs';
import { reasonOf } from '../redact';
import { RefusedError } from '../sink';
import type { MlflowTarget } from '../target';
import { failureOf, MlflowError } from './mlflow-error';

const timeoutMs = 20_000;

/** An upload may take so much longer for each megabyte. */
const timeoutMsPerMegabyte = 1000;

function authorization(url: URL): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD } = process.env;
  const user = url.username === '' ? MLFLOW_TRACKING_USERNAME : decodeURIComponent(url.username);
  const password = url.username === '' ? MLFLOW_TRACKING_PASSWORD : decodeURIComponent(url.password);
  if (user !== undefined && user !== '')
    return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
  return MLFLOW_TRACKING_TOKEN === undefined ? {} : { authorization: `Bearer ${MLFLOW_TRACKING_TOKEN}` };
}

/** @throws RefusedError where it is gone, as it will not come back */
async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (error) {
    throw new RefusedError(`${path}: expected a readable file, found: ${reasonOf(error)}`);
  }
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: Blob | string;
  readonly timeoutMs?: number;
}

/** MLflow's REST interface (https://mlflow.org/docs/latest/rest-api.html), version 2.0. */
export class MlflowClient {
  private readonly base: string;
  private readonly headers: Record<string, string>;

  constructor(
    target: MlflowTarget,
    private readonly stop: AbortSignal,
  ) {
    const url = new URL(target.url);
    this.headers = authorization(url);
    url.username = '';
    url.password = '';
    this.base = url.href.replace(/\/+$/, '');
  }

  /** @throws RefusedError, or MlflowError where it may work later */
  async post<Answer>(path: string, body: object): Promise<Answer> {
    const text = await this.ask({
      method: 'POST',
      path: `/api/2.0/mlflow/${path}`,
      body: JSON.stringify(body),
    });
    return this.parse(path, text) as Answer;
  }

  /** @throws RefusedError, or MlflowError where it may work later */
  async get<Answer>(path: string, query: Readonly<Record<string, string>>): Promise<Answer> {
    const text = await this.ask({
      method: 'GET',
      path: `/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`,
    });
    return this.parse(path, text) as Answer;
  }

  /**
   * Puts a file under the server's own store of artefacts.
   * @param place the path below that store, with forward slashes
   */
  async upload(place: string, content: string | { readonly path: string }): Promise<void> {
    const body = typeof content === 'string' ? content : await openFile(content.path);
    const bytes = typeof body === 'string' ? body.length : body.size;
    const path = place.split('/').map(encodeURIComponent).join('/');
    await this.ask({
      method: 'PUT',
      path: `/api/2.0/mlflow-artifacts/artifacts/${path}`,
      body,
      timeoutMs: Math.ceil(timeoutMs + (bytes / 1e6) * timeoutMsPerMegabyte),
    });
  }

  private parse(path: string, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new MlflowError(`${path}: expected JSON from ${this.base}, found "${text.slice(0, 60)}"`, null);
    }
  }

  private async ask({ method, path, body, timeoutMs: limit = timeoutMs }: Request): Promise<string> {
    const signal = AbortSignal.any([this.stop, AbortSignal.timeout(limit)]);
    const headers: Record<string, string> = { ...this.headers };
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    const where = `${method} ${path.split('?')[0]} of ${this.base}`;
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${this.base}${path}`, {
        method,
        headers,
        body,
        signal,
        redirect: 'error',
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      throw new MlflowError(`${where}: ${reasonOf(error)}`, null);
    }
    if (status >= 200 && status < 300) return text;
    throw failureOf(where, status, text);
  }
}
