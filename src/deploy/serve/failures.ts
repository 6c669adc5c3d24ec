import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LateAnswer } from './within-time';

/** A request that a student cannot answer, found after its shape was right. */
export class RefusedRequest extends Error {
  override name = 'RefusedRequest';

  constructor(
    message: string,
    readonly field: string | null,
  ) {
    super(message);
  }
}

interface Failure {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
}

const codes: Readonly<Record<number, string>> = {
  400: 'bad-request',
  401: 'unauthorized',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
  503: 'unavailable',
};

/** `/requests/3/k` as `requests[3].k`. */
function fieldAt(path: string, child: unknown): string | null {
  const names = path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (typeof child === 'string') names.push(child);
  const joined = names.map((name) => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`)).join('');
  return joined === '' ? null : joined.replace(/^\./, '');
}

function invalid({ validation }: FastifyError): Failure | null {
  const first = validation?.[0];
  if (first === undefined) return null;
  const { instancePath, params, message, keyword } = first;
  const field = fieldAt(instancePath, params.missingProperty ?? params.additionalProperty);
  if (keyword === 'required' && (params.missingProperty === 'user' || params.missingProperty === 'history'))
    return badRequest('expected user or history', fieldAt(instancePath, 'user'));
  const unknown = keyword === 'additionalProperties' ? 'is not known here' : message;
  return badRequest(`${field ?? 'body'} ${unknown}`, field);
}

function badRequest(message: string, field: string | null): Failure {
  return { statusCode: 400, code: codes[400], message, field };
}

/** What a client is told of an error; of the service's own faults nothing but that they are in the log. */
export function failureOf(error: FastifyError | RefusedRequest): Failure {
  if (error instanceof RefusedRequest) return badRequest(error.message, error.field);
  const found = invalid(error);
  if (found !== null) return found;
  if (error instanceof LateAnswer)
    return { statusCode: 503, code: 'timeout', message: 'the answer took too long', field: null };
  const statusCode = error.statusCode ?? 500;
  if (statusCode < 500)
    return { statusCode, code: codes[statusCode] ?? 'bad-request', message: error.message, field: null };
  return { statusCode: 500, code: 'internal', message: 'the service failed; its log says why', field: null };
}

export function sendFailure(reply: FastifyReply, request: FastifyRequest, failure: Failure): FastifyReply {
  return reply
    .code(failure.statusCode)
    .type('application/json')
    .send(JSON.stringify({ ...failure, requestId: request.id }));
}

/** The methods of every address, as they are added from now on. */
function methodsByUrl(app: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  return known;
}

/** Every failure as JSON of one shape, unknown addresses and methods too; to be called before any route is added. */
export function addFailureHandlers(app: FastifyInstance): void {
  const known = methodsByUrl(app);
  app.setErrorHandler<FastifyError | RefusedRequest>((error, request, reply) => {
    const failure = failureOf(error);
    if (failure.statusCode === 500) request.log.error({ err: error }, 'request failed');
    return sendFailure(reply, request, failure);
  });
  const sendNotFound = async (request: FastifyRequest, reply: FastifyReply) =>
    sendFailure(reply, request, notFound(request, reply, known));
  // before a body is read that nobody wants
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return sendNotFound(request, reply);
  });
  app.setNotFoundHandler(sendNotFound);
}

function notFound(
  { url, method }: FastifyRequest,
  reply: FastifyReply,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): Failure {
  const path = url.split('?')[0];
  const allowed = [...(known.get(path) ?? [])].join(', ');
  if (allowed === '') {
    const message = `there is nothing at ${path}; the addresses are in /openapi.json`;
    return { statusCode: 404, code: codes[404], message, field: null };
  }
  reply.header('allow', allowed);
  return {
    statusCode: 405,
    code: codes[405],
    message: `${path} takes ${allowed}, not ${method}`,
    field: null,
  };
}
