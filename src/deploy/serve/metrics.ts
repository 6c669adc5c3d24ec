import { addProcessMetrics } from './process-metrics';
import type { Reload } from './served-model';

type Prometheus = typeof import('prom-client');

const latencyBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The service's measures, in a registry of their own. */
export function makeMetrics(prometheus: Prometheus) {
  const { Registry, Counter, Gauge, Histogram } = prometheus;
  const registry = new Registry();
  const registers = [registry];
  addProcessMetrics(prometheus, registers);
  const requests = new Counter({
    name: 'recdistill_http_requests_total',
    help: 'Answered requests.',
    labelNames: ['method', 'route', 'status'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: 'recdistill_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route'] as const,
    buckets: latencyBuckets,
    registers,
  });
  const inFlight = new Gauge({
    name: 'recdistill_http_requests_in_flight',
    help: 'Requests without their answer yet.',
    registers,
  });
  const answers = new Counter({
    name: 'recdistill_answers_total',
    help: 'Answers by model and by what they rest on.',
    labelNames: ['model', 'basis'] as const,
    registers,
  });
  const reloads = new Counter({
    name: 'recdistill_model_reloads_total',
    help: 'Looks at a changed folder, or on request: loaded, unchanged or refused.',
    labelNames: ['model', 'outcome'] as const,
    registers,
  });
  const models = new Gauge({
    name: 'recdistill_model_info',
    help: '1 for the version of each model that is served.',
    labelNames: ['model', 'version', 'kind'] as const,
    registers,
  });
  const loadedAt = new Gauge({
    name: 'recdistill_model_loaded_timestamp_seconds',
    help: 'When the served version was loaded.',
    labelNames: ['model'] as const,
    registers,
  });
  const threadDeaths = new Counter({
    name: 'recdistill_worker_deaths_total',
    help: 'Threads that ended by themselves and were replaced.',
    registers,
  });
  const versions = new Map<string, { model: string; version: string; kind: string }>();
  return {
    registry,
    requests,
    seconds,
    inFlight,
    answers,
    threadDeaths,
    loaded(model: string, version: string, kind: string): void {
      const last = versions.get(model);
      if (last !== undefined) models.remove(last);
      versions.set(model, { model, version, kind });
      models.set({ model, version, kind }, 1);
      loadedAt.set({ model }, Date.now() / 1000);
    },
    reloaded({ name, outcome }: Reload): void {
      reloads.inc({ model: name, outcome });
    },
  };
}

export type Metrics = ReturnType<typeof makeMetrics>;
