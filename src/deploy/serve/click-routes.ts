import type { FastifyInstance } from 'fastify';
import type { ClickRow } from '../../student';
import type { RouteShape } from './route-shape';
import { answerBy, type ServiceState } from './service-state';

interface ClicksRequest {
  readonly rows: readonly ClickRow[];
  readonly key?: string;
}

/** Routes of click students. */
export function addClickRoutes(app: FastifyInstance, state: ServiceState, shape: RouteShape): void {
  app.post<{ Body: ClicksRequest }>(
    '/clicks',
    shape({
      operationId: 'clicks',
      summary: 'The probability of a click for each row',
      body: 'ClicksRequest',
      answer: 'ClicksAnswer',
    }),
    ({ body: { rows, key } }) =>
      answerBy<'clicks'>(state, {
        job: { kind: 'clicks', rows },
        key: key ?? JSON.stringify(rows[0]),
        at: '',
      }),
  );
}
