import type { AwsClient } from 'aws4fetch';
import { InputError } from '../../errors';
import type { S3Settings } from './s3-place';

export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Of this very content; a condition for writing over it. */
  readonly etag: string;
}

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/** What must be the case for a write to happen: nothing is there, or this content; null for no condition. */
export type Condition = 'absent' | { readonly etag: string } | null;

/** One answer may take so long. */
const timeoutMs = 60_000;
/** aws4fetch tries again, at growing intervals, where the store says 5xx or 429. */
const retries = 6;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal, hexadecimal, name) =>
    name === undefined
      ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal))
      : (entities[name] ?? `&${name};`),
  );

const inside = (xml: string, tag: string): string | undefined =>
  new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];

/** The four requests of S3's language that a sweep needs, to one bucket, addressed by path. */
export class Bucket {
  private client: Promise<AwsClient> | null = null;

  constructor(
    private readonly settings: S3Settings,
    readonly name: string,
  ) {}

  private signer(): Promise<AwsClient> {
    const { accessKeyId, secretAccessKey, sessionToken, region } = this.settings;
    this.client ??= import('aws4fetch').then(
      ({ AwsClient }) =>
        new AwsClient({
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === null ? {} : { sessionToken }),
          service: 's3',
          region,
          retries,
        }),
    );
    return this.client;
  }

  private async ask(path: string, request: RequestInit): Promise<Response> {
    const url = `${this.settings.endpoint}/${this.name}${path}`;
    const signer = await this.signer();
    try {
      return await signer.fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const cause = (error as Error).cause;
      const why = cause instanceof Error && cause.message !== '' ? cause.message : (error as Error).message;
      throw new InputError(
        `s3: ${this.settings.endpoint} gave no answer (${why}); is AWS_ENDPOINT_URL_S3 right, and the store up?`,
      );
    }
  }

  private async refuse(what: string, answer: Response): Promise<never> {
    const text = await answer.text();
    const code = inside(text, 'Code') ?? text.slice(0, 80);
    throw new InputError(
      `s3: ${what} in bucket "${this.name}" at ${this.settings.endpoint}: status ${answer.status} ${code}`,
    );
  }

  private static path(key: string): string {
    return `/${key.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Null where there is none of this key. */
  async get(key: string): Promise<StoredObject | null> {
    const answer = await this.ask(Bucket.path(key), { method: 'GET' });
    if (answer.status === 404 && !(await answer.clone().text()).includes('NoSuchBucket')) return null;
    if (!answer.ok) return this.refuse(`reading "${key}"`, answer);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { bytes, etag: answer.headers.get('etag') ?? '' };
  }

  /** @returns false, and nothing is changed, where the condition is not met */
  async put(key: string, bytes: Uint8Array<ArrayBuffer>, condition: Condition): Promise<boolean> {
    const headers: Record<string, string> =
      condition === null
        ? {}
        : condition === 'absent'
          ? { 'if-none-match': '*' }
          : { 'if-match': condition.etag };
    const answer = await this.ask(Bucket.path(key), { method: 'PUT', body: bytes, headers });
    // 409: another conditional write of this key runs at this moment, and has come first.
    const isRefused = [404, 409, 412].includes(answer.status) && condition !== null;
    if (isRefused && !(await answer.clone().text()).includes('NoSuchBucket')) return false;
    return answer.ok ? true : this.refuse(`writing "${key}"`, answer);
  }

  /** All keys that begin so, in the store's order. */
  async list(prefix: string): Promise<readonly ListedObject[]> {
    const found: ListedObject[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const more: string = next === '' ? '' : `&continuation-token=${encodeURIComponent(next)}`;
      const answer = await this.ask(`?list-type=2&prefix=${encodeURIComponent(prefix)}${more}`, {
        method: 'GET',
      });
      if (!answer.ok) return this.refuse(`listing "${prefix}"`, answer);
      const xml = await answer.text();
      for (const [, content] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs))
        found.push({
          key: decoded(inside(content, 'Key') ?? ''),
          sizeBytes: Number(inside(content, 'Size')),
        });
      const token = inside(xml, 'NextContinuationToken');
      next = inside(xml, 'IsTruncated') === 'true' && token !== undefined ? decoded(token) : undefined;
    }
    return found;
  }
}
