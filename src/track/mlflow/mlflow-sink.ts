import { figureFragment } from '../../plot/figure-html';
import type { Sink } from '../sink';
import type { Session } from '../spool/session';
import type { MlflowTarget } from '../target';
import type { StoredEvent } from '../training-event';
import { MlflowClient } from './mlflow-client';
import { type MlflowMetric, mlflowMetrics, mlflowName } from './mlflow-entities';
import { artefactRoot, type KnownRun, MlflowRuns } from './mlflow-runs';

/** What a sender must know to go on after a restart. */
interface SinkMemory {
  readonly runs?: Readonly<Record<string, KnownRun>>;
  readonly steps?: Readonly<Record<string, number>>;
}

/** The numbers of consecutive events go to the server together. */
class MetricBuffer {
  private readonly metrics = new Map<KnownRun, MlflowMetric[]>();

  constructor(private readonly runs: MlflowRuns) {}

  add(run: KnownRun, metrics: readonly MlflowMetric[]): void {
    const held = this.metrics.get(run);
    if (held === undefined) this.metrics.set(run, [...metrics]);
    else held.push(...metrics);
  }

  async flush(): Promise<void> {
    for (const [run, metrics] of this.metrics) await this.runs.logMetrics(run, metrics);
    this.metrics.clear();
  }

  clear(): void {
    this.metrics.clear();
  }
}

/** A batch's way to the server. */
class Delivery {
  private readonly buffer: MetricBuffer;

  constructor(
    private readonly client: MlflowClient,
    private readonly runs: MlflowRuns,
    /** The last step of each run, at which its summary stands. */
    private readonly steps: Map<string, number>,
  ) {
    this.buffer = new MetricBuffer(runs);
  }

  async send(events: readonly StoredEvent[]): Promise<void> {
    this.buffer.clear();
    for (const event of events) if (event.kind !== 'progress') await this.sendOne(event);
    await this.buffer.flush();
  }

  private async sendOne(event: Exclude<StoredEvent, { kind: 'progress' }>): Promise<void> {
    const parent = event.kind === 'started' ? event.parent : undefined;
    const run = await this.runs.open(event.run, { parent, time: event.time });
    if ('step' in event) this.steps.set(event.run, event.step);
    if (event.kind === 'scalars') this.buffer.add(run, mlflowMetrics(event));
    else if (event.kind === 'started') await this.runs.logParameters(run, event.settings);
    else if (event.kind === 'histogram') await this.sendHistogram(run, event);
    else if (event.kind === 'finished') await this.sendEnd(run, event);
    else if (event.kind === 'artefact') await this.upload(run, event.name, { path: event.path });
    else {
      const name = `figures/${mlflowName(event.name)}`;
      await this.upload(run, `${name}.json`, JSON.stringify(event.figure));
      await this.upload(run, `${name}.html`, figureFragment(event.figure));
    }
  }

  /** MLflow has no histograms: three numbers of it make curves, and the whole of it lies among the artefacts. */
  private async sendHistogram(run: KnownRun, event: StoredEvent & { kind: 'histogram' }): Promise<void> {
    const { name, histogram, step, time } = event;
    const { min, max, sum, counts } = histogram;
    const mean = sum / counts.reduce((a, b) => a + b, 0);
    const values = { [`${name}/min`]: min, [`${name}/mean`]: mean, [`${name}/max`]: max };
    this.buffer.add(run, mlflowMetrics({ values, step, time }));
    await this.upload(run, `histograms/${mlflowName(name)}-${step}.json`, JSON.stringify(histogram));
  }

  private async sendEnd(run: KnownRun, event: StoredEvent & { kind: 'finished' }): Promise<void> {
    const { values, time, status = 'finished' } = event;
    this.buffer.add(run, mlflowMetrics({ values, step: this.steps.get(event.run) ?? 0, time }));
    // the numbers first: a run that has ended shall be whole
    await this.buffer.flush();
    await this.runs.end(run, { status, time });
  }

  private async upload(
    run: KnownRun,
    name: string,
    content: string | { readonly path: string },
  ): Promise<void> {
    await this.client.upload(`${artefactRoot(run)}/${name}`, content);
  }
}

/**
 * Sends a spool to an MLflow tracking server: runs nested by the tag `mlflow.parentRunId`, parameters, metrics by step,
 * artefacts through the server's own store, and how each run ended. What comes twice is there once: the server knows a
 * number by run, name, step and time, a run by a tag of ours, an artefact by its path.
 */
export function mlflowSink(options: {
  readonly target: MlflowTarget;
  readonly session: Session;
  readonly stop: AbortSignal;
}): Sink {
  const { target, session, stop } = options;
  const client = new MlflowClient(target, stop);
  const runs = new MlflowRuns(client, { session, experiment: target.experiment });
  const steps = new Map<string, number>();
  const delivery = new Delivery(client, runs, steps);
  return {
    send: async (events, state) => {
      const known = state as SinkMemory;
      runs.restore(known.runs ?? {});
      for (const [run, step] of Object.entries(known.steps ?? {})) steps.set(run, step);
      await delivery.send(events);
      return { runs: runs.state, steps: Object.fromEntries(steps) };
    },
    close: async () => {},
  };
}
