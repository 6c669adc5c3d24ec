import { buildApp } from '../../../src/deploy/serve/build-app';
import { makeMetrics } from '../../../src/deploy/serve/metrics';
import type { ServedModel } from '../../../src/deploy/serve/served-model';

const limits = { k: 20, history: 10, items: 50, batch: 4, bodyBytes: 20_000 };

/** The OpenAPI document of a service over models of a task, without any model; its version left out, as it moves on. */
export async function documentFor(task: 'rating' | 'click', apiKeys: readonly string[]): Promise<unknown> {
  const model = { facts: { task } } as ServedModel;
  const app = await buildApp(
    {
      ...{ models: [model], metrics: makeMetrics(await import('prom-client')), timeoutMs: 1000 },
      ...{ isReady: true, isStopping: false },
    },
    { apiKeys, corsOrigins: [], limits, timeoutMs: 1000, log: null },
  );
  const { info, ...rest } = app.swagger();
  await app.close();
  return JSON.parse(JSON.stringify({ ...rest, info: { ...info, version: '0' } }));
}

/** Of both kinds of services, with and without keys. */
export async function allDocuments(): Promise<Record<string, unknown>> {
  return {
    items: await documentFor('rating', []),
    'items with keys': await documentFor('rating', ['key']),
    clicks: await documentFor('click', []),
  };
}
