import { RefusedError } from '../sink';
import type { Session } from '../spool/session';
import type { MlflowClient } from './mlflow-client';
import { inBatches, type MlflowMetric, mlflowParameters, mlflowTag } from './mlflow-entities';
import { codeOf } from './mlflow-error';

/** Limits of `runs/log-batch`. */
const mostMetrics = 1000;
const mostParameters = 100;

/** A run as the server knows it; plain JSON. */
export interface KnownRun {
  readonly id: string;
  /** `mlflow-artifacts:/1/<id>/artifacts`, or another store's. */
  readonly artifacts: string;
}

interface RunAnswer {
  readonly info: { readonly run_id: string; readonly artifact_uri: string };
}

/** A tag by which a run is found again whose creation went through unheard. */
const identityTag = 'recdistill.run';

/** The runs of one session on a server; each is made once, also when this process died in the middle of making it. */
export class MlflowRuns {
  private experiment: string | null = null;
  private readonly known = new Map<string, KnownRun>();

  constructor(
    private readonly client: MlflowClient,
    private readonly options: { readonly session: Session; readonly experiment: string },
  ) {}

  restore(runs: Readonly<Record<string, KnownRun>>): void {
    for (const [run, known] of Object.entries(runs)) this.known.set(run, known);
  }

  get state(): Readonly<Record<string, KnownRun>> {
    return Object.fromEntries(this.known);
  }

  /** The server's run; made on its first mention, with its parents. */
  async open(run: string, options: { readonly parent?: string; readonly time: string }): Promise<KnownRun> {
    const known = this.known.get(run);
    if (known !== undefined) return known;
    const { session } = this.options;
    const parentName = run === session.run ? null : (options.parent ?? session.run);
    const parent = parentName === null ? null : await this.open(parentName, { time: options.time });
    const made = (await this.find(run)) ?? (await this.create(run, parent, options.time));
    this.known.set(run, made);
    return made;
  }

  async logMetrics({ id }: KnownRun, metrics: readonly MlflowMetric[]): Promise<void> {
    for (const batch of inBatches(metrics, mostMetrics))
      await this.client.post('runs/log-batch', { run_id: id, metrics: batch });
  }

  async logParameters({ id }: KnownRun, settings: Readonly<Record<string, unknown>>): Promise<void> {
    for (const params of inBatches(mlflowParameters(settings), mostParameters))
      await this.client.post('runs/log-batch', { run_id: id, params });
  }

  async end({ id }: KnownRun, options: { readonly status: string; readonly time: string }): Promise<void> {
    const status = options.status.toUpperCase();
    await this.client.post('runs/update', { run_id: id, status, end_time: Date.parse(options.time) });
  }

  private identity(run: string): string {
    // quotes would end the text in a filter
    return `${this.options.session.id}/${encodeURIComponent(run).replaceAll("'", '%27')}`;
  }

  private async find(run: string): Promise<KnownRun | null> {
    const filter = `tags.\`${identityTag}\` = '${this.identity(run)}'`;
    const experiments = [await this.experimentId()];
    const { runs = [] } = await this.client.post<{ runs?: RunAnswer[] }>('runs/search', {
      ...{ experiment_ids: experiments, filter, max_results: 1 },
    });
    return runs.length === 0 ? null : knownRun(runs[0]);
  }

  private async create(run: string, parent: KnownRun | null, time: string): Promise<KnownRun> {
    const tags = [
      mlflowTag(identityTag, this.identity(run)),
      mlflowTag('mlflow.source.name', 'recdistill'),
      ...(parent === null ? [] : [mlflowTag('mlflow.parentRunId', parent.id)]),
    ];
    const { run: made } = await this.client.post<{ run: RunAnswer }>('runs/create', {
      ...{ experiment_id: await this.experimentId(), run_name: run, start_time: Date.parse(time), tags },
    });
    return knownRun(made);
  }

  private async experimentId(): Promise<string> {
    this.experiment ??= (await this.findExperiment()) ?? (await this.createExperiment());
    return this.experiment;
  }

  private async findExperiment(): Promise<string | null> {
    try {
      const query = { experiment_name: this.options.experiment };
      const { experiment } = await this.client.get<{ experiment: { experiment_id: string } }>(
        'experiments/get-by-name',
        query,
      );
      return experiment.experiment_id;
    } catch (error) {
      if (codeOf(error) === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw error;
    }
  }

  private async createExperiment(): Promise<string> {
    const { experiment_id } = await this.client.post<{ experiment_id: string }>('experiments/create', {
      name: this.options.experiment,
    });
    return experiment_id;
  }
}

function knownRun({ info }: RunAnswer): KnownRun {
  return { id: info.run_id, artifacts: info.artifact_uri };
}

/** Where a run's artefacts lie below the server's own store. @throws RefusedError where they go past the server */
export function artefactRoot({ artifacts }: KnownRun): string {
  const match = /^mlflow-artifacts:(?:\/\/[^/]+)?\/(.*)$/.exec(artifacts);
  if (match !== null) return decodeURIComponent(match[1]).replace(/\/+$/, '');
  throw new RefusedError(
    `the run's artefacts lie at ${artifacts}; expected mlflow-artifacts:/…, so start the server with --serve-artifacts`,
  );
}
