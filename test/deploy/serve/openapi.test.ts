import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { faults } from './conforms';
import { allDocuments } from './documents';
import { type DocumentSchema, type Json, mutated, type Schemas, valid } from './schema-arbitrary';
import { ask, post, started } from './started';
import { suiteFolder } from './suite-folder';
import { saveTinyModel } from './tiny-model';

const folder = join(suiteFolder(), 'model');
beforeAll(() => saveTinyModel(folder, 1));
const one = () => ({ models: [{ name: 'tiny', folder, share: 1 }], log: null });

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: DocumentSchema }>>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

const bodyOf = ({ requestBody }: Operation) => requestBody?.content?.['application/json'].schema;
const posts = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, { post: operation }]) => {
    const body = operation && bodyOf(operation);
    return body === undefined ? [] : [{ path, operation, body }];
  });

/** What is wrong with an answer by the document's word; nothing where it is as described. */
function answerFaults(
  document: OpenApi,
  operation: Operation,
  { status, text }: { readonly status: number; readonly text: string },
): string[] {
  const response = operation.responses[status];
  if (response === undefined) return [`status ${status} is not described`];
  const schema = response.content?.['application/json'].schema;
  return schema === undefined ? [] : faults(schema, JSON.parse(text), document.components.schemas);
}

describe('the OpenAPI documents', () => {
  it('are those that the reference validator found without fault', async () => {
    const path = join(__dirname, '..', '..', 'fixtures', 'openapi.json');
    const judged = JSON.parse(readFileSync(path, 'utf8'));
    expect(judged.versions['openapi-spec-validator']).toMatch(/^\d/);
    expect(judged.errors).toEqual({ items: [], 'items with keys': [], clicks: [] });
    expect(await allDocuments()).toEqual(judged.documents);
  });

  it('are at /openapi.json, and give every request body an example that is answered', async () => {
    const { url } = await started(one());
    const document: OpenApi = (await ask(`${url}/openapi.json`)).body;
    expect(document.openapi).toBe('3.1.0');
    const schemas = document.components.schemas;
    for (const name of ['RecommendRequest', 'BatchRequest', 'ScoreRequest'])
      expect(schemas[name].examples?.length).toBeGreaterThan(0);
    for (const { path, operation, body } of posts(document)) {
      const name = body.$ref?.split('/').pop() ?? '';
      for (const example of schemas[name].examples ?? []) {
        const { status, text } = await post(`${url}${path}`, example);
        expect(status).toBe(200);
        expect(answerFaults(document, operation, { status, text })).toEqual([]);
      }
    }
  });
});

describe('requests made from the document', () => {
  it('are answered as it says where they are as it says', async () => {
    const { url } = await started(one());
    const document: OpenApi = (await ask(`${url}/openapi.json`)).body;
    for (const { path, operation, body } of posts(document)) {
      await fc.assert(
        fc.asyncProperty(valid(body, document.components.schemas), async (request) => {
          const answer = await post(`${url}${path}`, request);
          // names such as __proto__ are only ever values here
          expect(answer.status, answer.text).toBe(200);
          expect(answerFaults(document, operation, answer)).toEqual([]);
        }),
        { numRuns: 100, seed: 7 },
      );
    }
  });

  it('are never a fault of the service where they are not', async () => {
    const { url } = await started(one());
    const document: OpenApi = (await ask(`${url}/openapi.json`)).body;
    const seen = new Set<number>();
    for (const { path, operation, body } of posts(document)) {
      await fc.assert(
        fc.asyncProperty(mutated(body, document.components.schemas), async (request) => {
          const answer = await post(`${url}${path}`, request);
          seen.add(answer.status);
          expect(answer.status, answer.text).toBeLessThan(500);
          expect(answerFaults(document, operation, answer)).toEqual([]);
          // what it refuses is refused by the document's word too, not by a whim
          if (answer.status === 200)
            expect(faults(body, request as Json, document.components.schemas)).toEqual([]);
        }),
        { numRuns: 250, seed: 8 },
      );
    }
    expect(seen).toContain(400);
  });

  it('are never a fault of the service in whatever bytes, kinds, methods and addresses they come', async () => {
    const { url } = await started(one());
    const kinds = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', '*/*'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
        fc.oneof(
          fc.constantFrom(
            '/recommend',
            '/score',
            '/recommend/batch',
            '/metrics',
            '/docs',
            '/openapi.json',
            '/%zz',
          ),
          fc.webPath(),
        ),
        fc.constantFrom(...kinds),
        fc.uint8Array({ maxLength: 200 }),
        async (method, path, kind, bytes) => {
          const hasBody = method !== 'GET' && method !== 'HEAD';
          const answer = await ask(`${url}/${path.replace(/^\/+/, '')}`, {
            ...{ method, redirect: 'manual', headers: { 'content-type': kind } },
            ...(hasBody ? { body: Uint8Array.from(bytes) } : {}),
          });
          expect(answer.status, answer.text).toBeLessThan(500);
        },
      ),
      { numRuns: 300, seed: 9 },
    );
    expect((await post(`${url}/recommend`, { user: 'u1', k: 1 })).status).toBe(200);
  });
});
