import type { FastifyInstance } from 'fastify';

/**
 * Lets pages of the given origins read the answers; `*` stands for all. Without it no header is sent, and browsers keep
 * the answers from pages of other origins.
 */
export function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const isOpen = origins.includes('*');
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (!isOpen) reply.header('vary', 'origin');
    if (origin === undefined || !(isOpen || origins.includes(origin))) return;
    reply.header('access-control-allow-origin', isOpen ? '*' : origin);
    reply.header('access-control-expose-headers', 'x-request-id');
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
      return;
    reply.header('access-control-allow-methods', 'GET, POST');
    reply.header('access-control-allow-headers', 'content-type, authorization, x-api-key, x-request-id');
    reply.header('access-control-max-age', '600');
    return reply.code(204).send();
  });
}
