import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { InputError } from '../../errors';
import { buildApp } from './build-app';
import { makeMetrics } from './metrics';
import { OwnThread } from './own-thread';
import type { Scoring } from './scoring';
import { type Reload, ServedModel } from './served-model';
import { checkServiceOptions, type ServiceOptions } from './service-options';
import type { ServiceState } from './service-state';
import { WorkerPool } from './worker-pool';

/** A service that listens. */
export interface Service {
  /** E.g. http://127.0.0.1:8080 */
  readonly address: string;
  /** Reads every model's folder again; where one cannot be used, its present model stays. */
  reload(): Promise<readonly Reload[]>;
  /** Is not ready from now on, listens a moment longer, answers what it has and ends. */
  stop(): Promise<void>;
}

/** Learns what happens, once there is a log. */
interface Listener {
  onReload(reload: Reload): void;
  onDeath(): void;
}

function scoringFor({ workers, workerPath }: ServiceOptions, listener: Listener): Scoring {
  if (workers === 0) return new OwnThread();
  return new WorkerPool({
    threads: workers,
    path: workerPath ?? null,
    onDeath: () => listener.onDeath(),
  });
}

async function loadAll(models: readonly ServedModel[]): Promise<void> {
  for (const model of models) {
    try {
      await model.load();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InputError(
        `${model.choice.name}: expected a model that can be served, found none: ${reason}`,
      );
    }
  }
  const clicks = models.filter(({ facts }) => facts.task === 'click');
  if (clicks.length > 0 && clicks.length < models.length)
    throw new InputError(
      `${clicks[0].choice.name}: expected models of one kind side by side, found one that predicts clicks beside one that ranks items; start a service for each`,
    );
}

function listenTo(state: ServiceState, app: FastifyInstance): Listener {
  const { metrics, models } = state;
  return {
    onReload(reload) {
      metrics.reloaded(reload);
      if (reload.outcome === 'refused') app.log.error(reload, 'model refused, the present one stays');
      else app.log.info(reload, `model ${reload.outcome}`);
      const model = models.find(({ choice }) => choice.name === reload.name);
      if (reload.outcome === 'loaded' && model !== undefined)
        metrics.loaded(reload.name, reload.version, model.facts.kind);
    },
    onDeath() {
      metrics.threadDeaths.inc();
      app.log.error('a thread died and is replaced');
    },
  };
}

/** Looks at the folders now and then, never twice at once. */
function lookAt(models: readonly ServedModel[], everyMs: number | null): () => void {
  if (everyMs === null) return () => {};
  let timer: NodeJS.Timeout;
  const look = async () => {
    for (const model of models) await model.look();
    timer = setTimeout(look, everyMs);
  };
  timer = setTimeout(look, everyMs);
  return () => clearTimeout(timer);
}

async function closeWithin(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  await app.close();
  clearTimeout(cut);
}

/**
 * Starts an HTTP service over saved students: recommendations and scores, or probabilities of clicks. It prints
 * nothing; its log goes to `log`. A model whose folder changes replaces the present one without losing a request; one
 * that cannot be used does not.
 * @throws InputError on options or models that cannot be served, or an address that is taken
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  checkServiceOptions(options);
  const listener: Listener = { onReload: () => {}, onDeath: () => {} };
  const scoring = scoringFor(options, listener);
  try {
    return await listenWith(options, scoring, listener);
  } catch (error) {
    await scoring.close();
    throw error;
  }
}

async function listenWith(options: ServiceOptions, scoring: Scoring, listener: Listener): Promise<Service> {
  const models = options.models.map(
    (choice) => new ServedModel(choice, scoring, (reload) => listener.onReload(reload)),
  );
  await loadAll(models);
  const metrics = makeMetrics(await import('prom-client'));
  for (const { choice, version, facts } of models) metrics.loaded(choice.name, version, facts.kind);
  const { timeoutMs } = options;
  const state: ServiceState = { models, metrics, timeoutMs, isReady: false, isStopping: false };
  const app = await buildApp(state, options);
  Object.assign(listener, listenTo(state, app));
  const address = await listen(app, options);
  state.isReady = true;
  const stopLooking = lookAt(models, options.lookMs);
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    Object.assign(state, { isReady: false, isStopping: true });
    stopLooking();
    await sleep(options.stopDelayMs);
    await closeWithin(app, options.stopTimeoutMs);
    await scoring.close();
  };
  return {
    address,
    reload: () => Promise.all(models.map((model) => model.reload())),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function listen(app: FastifyInstance, { host, port }: ServiceOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${host}:${port}: expected an address that is free and this machine's, found: ${reason}`,
    );
  }
}
