import type { FastifyInstance } from 'fastify';
import type { RecommendRequest, ScoreRequest } from '../../student';
import type { RouteShape } from './route-shape';
import { answerBy, type ServiceState } from './service-state';

/** A user stays with one model; whoever comes with a history alone stays as long as it begins with the same item. */
function keyOf({ user, history }: { readonly user?: string; readonly history?: readonly string[] }): string {
  return user ?? history?.[0] ?? '';
}

/** Routes of students of ratings and rankings. */
export function addRecommendRoutes(app: FastifyInstance, state: ServiceState, shape: RouteShape): void {
  const recommend = (request: RecommendRequest, at: string) =>
    answerBy<'recommend'>(state, { job: { kind: 'recommend', request }, key: keyOf(request), at });

  app.post<{ Body: RecommendRequest }>(
    '/recommend',
    shape({
      operationId: 'recommend',
      summary: 'The best items for a user or a history',
      body: 'RecommendRequest',
      answer: 'RecommendAnswer',
    }),
    ({ body }) => recommend(body, ''),
  );
  app.post<{ Body: { requests: readonly RecommendRequest[] } }>(
    '/recommend/batch',
    shape({
      operationId: 'recommendBatch',
      summary: 'The best items for several users or histories, in the order of the requests',
      body: 'BatchRequest',
      answer: 'BatchAnswer',
    }),
    async ({ body }) => ({
      answers: await Promise.all(body.requests.map((request, i) => recommend(request, `requests[${i}]`))),
    }),
  );
  app.post<{ Body: ScoreRequest }>(
    '/score',
    shape({
      operationId: 'score',
      summary: 'Scores of given items for a user or a history',
      body: 'ScoreRequest',
      answer: 'ScoreAnswer',
    }),
    ({ body }) =>
      answerBy<'score'>(state, { job: { kind: 'score', request: body }, key: keyOf(body), at: '' }),
  );
}
