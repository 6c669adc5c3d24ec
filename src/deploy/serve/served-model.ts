import { InputError } from '../../errors';
import { folderState, type ModelFiles, readModelFiles } from './model-files';
import type { Job, ModelFacts, Outcome, Scoring } from './scoring';

/** A model that is to be served. */
export interface ModelChoice {
  /** By which answers, logs and metrics call it. */
  readonly name: string;
  readonly folder: string;
  /** Of the traffic, within (0, 1]; all models' sum to 1. */
  readonly share: number;
}

/** What became of one look at a model's folder. */
export type Reload =
  | { readonly name: string; readonly outcome: 'loaded' | 'unchanged'; readonly version: string }
  | { readonly name: string; readonly outcome: 'refused'; readonly reason: string };

/** One state of a model, kept until the last request that began with it has its answer. */
interface Generation {
  readonly key: number;
  readonly version: string;
  readonly facts: ModelFacts;
  inFlight: number;
  isOld: boolean;
}

/** One model of the service: its present state, and the change to the next one while requests go on. */
export class ServedModel {
  private static nextKey = 0;
  private current: Generation | null = null;
  private lastReload: Promise<unknown> = Promise.resolve();
  /** The folder's state that was read last, well or not. */
  private readState: string | null = null;
  private seenState: string | null = null;

  constructor(
    readonly choice: ModelChoice,
    private readonly scoring: Scoring,
    private readonly onReload: (reload: Reload) => void,
  ) {}

  get version(): string {
    return this.now().version;
  }

  get facts(): ModelFacts {
    return this.now().facts;
  }

  /** The first load. @throws InputError or StudentError if the folder holds no whole model */
  async load(): Promise<void> {
    this.readState = await folderState(this.choice.folder);
    await this.take(await readModelFiles(this.choice.folder));
  }

  /** Does one piece of work with the model as it is now, whatever replaces it meanwhile. */
  async ask(job: Job): Promise<{ readonly outcome: Outcome; readonly version: string }> {
    const generation = this.now();
    generation.inFlight += 1;
    try {
      return { outcome: await this.scoring.ask(generation.key, job), version: generation.version };
    } finally {
      generation.inFlight -= 1;
      this.retire(generation);
    }
  }

  /** Reads the folder again; a model that cannot be used leaves the present one in place. One reload at a time. */
  reload(): Promise<Reload> {
    const reload = this.lastReload.then(() => this.tryReload());
    this.lastReload = reload;
    return reload;
  }

  /** Reloads if the folder has changed and has been at rest since the last look. */
  async look(): Promise<void> {
    const state = await folderState(this.choice.folder);
    const isAtRest = state === this.seenState;
    this.seenState = state;
    if (state !== null && isAtRest && state !== this.readState) await this.reload();
  }

  private async tryReload(): Promise<Reload> {
    const { name, folder } = this.choice;
    let reload: Reload;
    try {
      this.readState = await folderState(folder);
      const files = await readModelFiles(folder);
      const isNew = files.version !== this.version;
      if (isNew) await this.take(files);
      reload = { name, outcome: isNew ? 'loaded' : 'unchanged', version: files.version };
    } catch (error) {
      reload = { name, outcome: 'refused', reason: error instanceof Error ? error.message : String(error) };
    }
    this.onReload(reload);
    return reload;
  }

  private async take(files: ModelFiles): Promise<void> {
    const key = ServedModel.nextKey++;
    const facts = await this.scoring.open(key, files);
    const last = this.current;
    if (last !== null && (last.facts.task === 'click') !== (facts.task === 'click')) {
      this.scoring.drop(key);
      throw new InputError(
        `${this.choice.folder}: expected a model of task ${last.facts.task} in the place of one, found ${facts.task}; start a service of its own for it`,
      );
    }
    this.current = { key, version: files.version, facts, inFlight: 0, isOld: false };
    if (last === null) return;
    last.isOld = true;
    this.retire(last);
  }

  private retire({ key, isOld, inFlight }: Generation): void {
    if (isOld && inFlight === 0) this.scoring.drop(key);
  }

  private now(): Generation {
    if (this.current === null) throw new Error(`${this.choice.name} is not loaded`);
    return this.current;
  }
}
