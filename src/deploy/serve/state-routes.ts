import type { FastifyInstance } from 'fastify';
import type { keyed } from './route-shape';
import type { ServiceState } from './service-state';

const health = (description: string) => ({ description, $ref: 'Health#' });

/** Whether the service lives, whether it takes requests, and what it counts. */
export function addStateRoutes(
  app: FastifyInstance,
  state: ServiceState,
  { options, security, responses }: ReturnType<typeof keyed>,
): void {
  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'healthz',
        summary: 'Whether the process lives',
        tags: ['state'],
        response: { 200: health('It lives.') },
      },
    },
    async () => ({ status: 'alive' }),
  );
  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'readyz',
        summary: 'Whether requests should be sent here',
        tags: ['state'],
        response: { 200: health('They should.'), 503: health('They should not: it starts or stops.') },
      },
    },
    async (_, reply) => {
      if (state.isReady) return { status: 'ready' };
      return reply.code(503).send({ status: state.isStopping ? 'stopping' : 'starting' });
    },
  );
  app.get(
    '/metrics',
    {
      ...options,
      schema: {
        operationId: 'metrics',
        summary: 'Counts and times, for Prometheus',
        tags: ['state'],
        security,
        produces: ['text/plain'],
        response: {
          200: {
            description: 'In Prometheus’ text format.',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
          ...responses,
        },
      },
    },
    async (_, reply) => {
      const text = await state.metrics.registry.metrics();
      return reply.type(state.metrics.registry.contentType).send(text);
    },
  );
}
