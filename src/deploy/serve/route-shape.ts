import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { keyCheck } from './api-key';
import { sendFailure } from './failures';

/** What the OpenAPI document says of a route that takes and gives JSON. */
export interface RouteWords {
  readonly operationId: string;
  readonly summary: string;
  /** Name of a schema. */
  readonly body: string;
  readonly answer: string;
}

export type RouteShape = (words: RouteWords) => RouteShorthandOptions;

const failure = (description: string) => ({ description, $ref: 'Failure#' });

const failures = {
  400: failure('The request is none; `field` says where.'),
  413: failure('The body is larger than the service takes.'),
  415: failure('The body is no JSON by its content-type.'),
  500: failure('A fault of the service.'),
  503: failure('The answer took too long.'),
};

/** How clients may send the key, as the OpenAPI document names it. */
export const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  header: { type: 'apiKey', in: 'header', name: 'x-api-key' },
} as const;

/** What a route that asks for a key has besides; nothing where there are no keys. */
export function keyed(apiKeys: readonly string[]): {
  readonly options: Pick<RouteShorthandOptions, 'onRequest'>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<number, object>>;
} {
  if (apiKeys.length === 0) return { options: {}, security: [], responses: {} };
  const isAllowed = keyCheck(apiKeys);
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isAllowed(request)) return;
    reply.header('www-authenticate', 'Bearer');
    const message = 'expected a key as "authorization: Bearer <key>" or "x-api-key: <key>"';
    return sendFailure(reply, request, { statusCode: 401, code: 'unauthorized', message, field: null });
  };
  return {
    options: { onRequest },
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    responses: { 401: failure('The key is missing or wrong.') },
  };
}

/** Makes the options of routes that take and give JSON. */
export function routeShape({ options, security, responses }: ReturnType<typeof keyed>): RouteShape {
  return ({ operationId, summary, body, answer }) => ({
    ...options,
    schema: {
      operationId,
      summary,
      tags: ['student'],
      security,
      body: { $ref: `${body}#` },
      response: { 200: { description: 'The answer.', $ref: `${answer}#` }, ...failures, ...responses },
    },
  });
}
