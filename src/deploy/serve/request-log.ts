import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { ServiceState } from './service-state';

/** Letters, digits and what UUIDs and trace ids hold besides; anything else could forge lines of a log. */
const sane = /^[\w.:/+=-]{1,128}$/;

/** The id that a proxy gave a request, where it is one, else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : randomUUID();
}

/** One line of log, one count and one time for each answer; never what was asked or answered, as that is about people. */
export function addRequestLog(app: FastifyInstance, state: ServiceState): void {
  const { requests, seconds, inFlight } = state.metrics;
  app.addHook('onRequest', async (request, reply) => {
    inFlight.inc();
    reply.header('x-request-id', request.id);
  });
  app.addHook('onSend', async (_, reply) => {
    // also of what began before: the client is to go elsewhere with its next request
    if (state.isStopping) reply.header('connection', 'close');
  });
  const counted = new WeakSet<object>();
  app.addHook('onRequestAbort', async (request) => {
    counted.add(request);
    inFlight.dec();
    request.log.warn({ method: request.method, url: request.url }, 'client left');
  });
  app.addHook('onResponse', async (request, reply) => {
    // a client that left was counted then
    if (!counted.has(request)) inFlight.dec();
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ method, route, status: reply.statusCode });
    seconds.observe({ method, route }, reply.elapsedTime / 1000);
    const ms = Math.round(reply.elapsedTime * 1000) / 1000;
    request.log.info({ method, route, status: reply.statusCode, ms }, 'answered');
  });
}
