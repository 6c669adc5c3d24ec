import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

export interface FakeS3 {
  readonly url: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly close: () => Promise<void>;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** One bucket in memory: reads, writes on the two conditions, lists in pages of a thousand. */
export async function startFakeS3(bucket: string): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();

  const listed = (query: URLSearchParams): string => {
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort();
    const page = keys.slice(0, 1000);
    const contents = page.map(
      (key) => `<Contents><Key>${escaped(key)}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
    );
    const more =
      keys.length > page.length
        ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>`
        : '<IsTruncated>false</IsTruncated>';
    return `<ListBucketResult>${contents.join('')}${more}</ListBucketResult>`;
  };

  const write = (key: string, bytes: Buffer, headers: IncomingMessage['headers']): number => {
    const there = objects.get(key);
    if (headers['if-none-match'] === '*' && there !== undefined) return 412;
    const wanted = headers['if-match'];
    if (wanted !== undefined && there === undefined) return 404;
    if (wanted !== undefined && there !== undefined && etagOf(there) !== wanted) return 412;
    objects.set(key, bytes);
    return 200;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url as string, 'http://s3');
    const [, name, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const body = await bodyOf(request);
    const key = rest.join('/');
    const end = (status: number, text: string | Buffer = '') => response.writeHead(status).end(text);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential='))
      end(403, '<Code>AccessDenied</Code>');
    else if (name !== bucket) end(404, '<Code>NoSuchBucket</Code>');
    else if (request.method === 'PUT') end(write(key, body, request.headers));
    else if (key === '') end(200, listed(url.searchParams));
    else {
      const found = objects.get(key);
      if (found !== undefined) response.setHeader('etag', etagOf(found));
      end(found === undefined ? 404 : 200, found ?? '<Code>NoSuchKey</Code>');
    }
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    objects,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
