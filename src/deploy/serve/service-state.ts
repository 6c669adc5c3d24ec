import type { Scores } from '../../student';
import { RefusedRequest } from './failures';
import type { Metrics } from './metrics';
import type { ClickProbabilities, Job, TitledRecommendations } from './scoring';
import type { ServedModel } from './served-model';
import { shareOf } from './traffic';
import { withinTime } from './within-time';

/** What the routes answer from. */
export interface ServiceState {
  readonly models: readonly ServedModel[];
  readonly metrics: Metrics;
  /** For an answer. */
  readonly timeoutMs: number;
  /** False before the models are loaded and from the first moment of stopping. */
  isReady: boolean;
  isStopping: boolean;
}

/** The kinds of answers by the kinds of jobs. */
interface Answers {
  recommend: TitledRecommendations;
  score: Scores;
  clicks: ClickProbabilities;
}

export type Answered<K extends Job['kind']> = Answers[K] & {
  readonly model: { readonly name: string; readonly version: string };
};

/**
 * Has a job done by the model that its key falls to.
 * @param options.key e.g. a user, who then stays with one model
 * @param options.at where the job stands in the request, for refusals
 * @throws RefusedRequest, LateAnswer
 */
export async function answerBy<K extends Job['kind']>(
  { models, metrics, timeoutMs }: ServiceState,
  { job, key, at }: { readonly job: Extract<Job, { kind: K }>; readonly key: string; readonly at: string },
): Promise<Answered<K>> {
  const shares = models.map(({ choice }) => choice.share);
  const model = models[models.length === 1 ? 0 : shareOf({ key, shares })];
  const { outcome, version } = await withinTime(model.ask(job), timeoutMs);
  if ('refusal' in outcome) {
    const field = outcome.field === null ? at : `${at === '' ? '' : `${at}.`}${outcome.field}`;
    throw new RefusedRequest(outcome.refusal, field === '' ? null : field);
  }
  const answer = outcome.answer as Answers[K];
  const { name } = model.choice;
  metrics.answers.inc({ model: name, basis: 'basis' in answer ? answer.basis : 'row' });
  return { ...answer, model: { name, version } };
}
