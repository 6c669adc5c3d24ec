import type { FastifyInstance } from 'fastify';
import { libraryVersion } from '../../version';
import { securitySchemes } from './route-shape';

/** Describes the routes that follow as an OpenAPI document, at /openapi.json, with a page to try them, at /docs. */
export async function addOpenApi(
  app: FastifyInstance,
  { hasKey }: { readonly hasKey: boolean },
): Promise<void> {
  const { default: swagger } = await import('@fastify/swagger');
  const { default: swaggerUi } = await import('@fastify/swagger-ui');
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'recdistill',
        version: libraryVersion,
        description: 'Recommendations by a distilled student. Every answer names the model that gave it.',
      },
      tags: [
        { name: 'student', description: 'What the student answers.' },
        { name: 'state', description: 'How the service is.' },
      ],
      components: hasKey ? { securitySchemes } : {},
    },
    refResolver: {
      buildLocalReference: ({ $id }, _, __, i) => (typeof $id === 'string' ? $id : `schema-${i}`),
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
