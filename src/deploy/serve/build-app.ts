import type { FastifyInstance } from 'fastify';
import { addClickRoutes } from './click-routes';
import { clickSchemas } from './click-schemas';
import { addCors } from './cors';
import { addFailureHandlers, failureOf, sendFailure } from './failures';
import { itemSchemas } from './item-schemas';
import { addOpenApi } from './openapi';
import { addRecommendRoutes } from './recommend-routes';
import { addRequestLog, requestId } from './request-log';
import { keyed, routeShape } from './route-shape';
import { stateSchemas } from './schema-parts';
import type { ServiceOptions } from './service-options';
import type { ServiceState } from './service-state';
import { addStateRoutes } from './state-routes';

type AppOptions = Pick<ServiceOptions, 'apiKeys' | 'corsOrigins' | 'limits' | 'timeoutMs' | 'log'>;

async function bareApp({ limits, timeoutMs, log }: AppOptions): Promise<FastifyInstance> {
  const { default: fastify, LogController } = await import('fastify');
  return fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: timeoutMs,
    // Node looks for requests that are late twice a minute otherwise
    http: { connectionsCheckingInterval: Math.min(timeoutMs, 1000), headersTimeout: timeoutMs },
    // what came in before the end is answered; new connections are refused by then
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: requestId,
    logController: new LogController({ disableRequestLogging: true }),
    // an address that cannot be decoded comes to no route
    frameworkErrors: (error, request, reply) => {
      sendFailure(reply, request, failureOf(error));
    },
    logger: log === null ? false : { level: log.level, base: null, stream: { write: log.write } },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allowUnionTypes: true,
      },
    },
  });
}

/** The routes over a state, not yet listening. */
export async function buildApp(state: ServiceState, options: AppOptions): Promise<FastifyInstance> {
  const { apiKeys, corsOrigins, limits } = options;
  const app = await bareApp(options);
  app.removeContentTypeParser('text/plain');
  const isClick = state.models[0].facts.task === 'click';
  const schemas = { ...(isClick ? clickSchemas : itemSchemas)(limits), ...stateSchemas };
  for (const [name, schema] of Object.entries(schemas)) app.addSchema({ $id: name, ...schema });
  addRequestLog(app, state);
  addCors(app, corsOrigins);
  addFailureHandlers(app);
  await addOpenApi(app, { hasKey: apiKeys.length > 0 });
  const key = keyed(apiKeys);
  (isClick ? addClickRoutes : addRecommendRoutes)(app, state, routeShape(key));
  addStateRoutes(app, state, key);
  await app.ready();
  return app;
}
