import { setImmediate } from 'node:timers/promises';
import type { PipelineListener } from '../events';
import type { AblationTask, OpenTest, TrainCase } from './ablation-task';
import type { PlainChoice, TrainedCase } from './strategy-case';
import { type MeasuredTraining, TrainingStore, type ValidatedTraining } from './training-store';

/** One way of training one student, in all that decides it but the seed. */
export interface Candidate<Material, Model> {
  readonly student: string;
  /** `scratch`, `plain`, or a strategy's name; with `variant` it tells a student's candidates apart. */
  readonly name: string;
  readonly variant: string;
  readonly plain: PlainChoice;
  readonly train: TrainCase<Material, Model>;
}

export interface TrainerOptions<Material, Model extends { dispose(): void }> {
  readonly dataset: string;
  readonly task: AblationTask<Material, Model>;
  readonly material: Material;
  readonly store: TrainingStore;
  readonly onEvent?: PipelineListener;
  /** Called after each validation and each measurement, also where it was found on disk. */
  readonly onStep?: () => void;
  readonly signal?: AbortSignal;
}

interface Made<Model> extends TrainedCase<Model> {
  readonly seconds: number;
}

/** Trains, validates and measures candidates, each seed of each at most once; owns what it holds. */
export class Trainer<Material, Model extends { dispose(): void }> {
  private readonly held = new Map<string, Made<Model>>();
  private readonly materialHash: string;

  constructor(private readonly options: TrainerOptions<Material, Model>) {
    this.materialHash = options.task.hashOf(options.material);
  }

  /** What validation says of a candidate; its model is kept for `measure` until `release` lets go of it. */
  async validate(candidate: Candidate<Material, Model>, seed: number): Promise<ValidatedTraining> {
    const { task, material, store } = this.options;
    const key = this.keyOf('validation', candidate, seed);
    const stored = store.validated(key);
    if (stored !== null) return this.done(stored);
    const { model, findings, seconds } = await this.make(candidate, seed);
    const value = task.validate(model, material);
    const validation = Number.isFinite(value) ? value : null;
    const about = this.aboutOf('validation', candidate, seed);
    const training = { key, about, validation, seconds, ...(findings && { findings }) };
    store.keepValidated(training);
    return this.done(training);
  }

  /** What the test part says of a candidate. */
  async measure(
    candidate: Candidate<Material, Model>,
    seed: number,
    { test, withFacts }: { readonly test: OpenTest<Model>; readonly withFacts: boolean },
  ): Promise<MeasuredTraining> {
    const { task, material, store } = this.options;
    const key = this.keyOf('test', candidate, seed);
    const stored = store.measured(key);
    if (stored !== null) return this.done(stored);
    const { model, findings, seconds } = await this.make(candidate, seed);
    const facts = withFacts ? await task.describe(model, material) : null;
    const about = this.aboutOf('test', candidate, seed);
    const training = {
      ...{ key, about, seconds, facts, ...test.measure(model) },
      ...(findings && { findings }),
    };
    store.keepMeasured(training);
    this.release(candidate, seed);
    return this.done(training);
  }

  private done<Training>(training: Training): Training {
    this.options.onStep?.();
    return training;
  }

  /** Lets go of a candidate's model. */
  release(candidate: Candidate<Material, Model>, seed: number): void {
    const key = this.keyOf('model', candidate, seed);
    this.held.get(key)?.model.dispose();
    this.held.delete(key);
  }

  dispose(): void {
    for (const { model } of this.held.values()) model.dispose();
    this.held.clear();
  }

  private async make(candidate: Candidate<Material, Model>, seed: number): Promise<Made<Model>> {
    const { dataset, material, onEvent, signal } = this.options;
    const key = this.keyOf('model', candidate, seed);
    const found = this.held.get(key);
    if (found !== undefined) return found;
    // Lets signals and timers in between trainings that never yield.
    await setImmediate();
    signal?.throwIfAborted();
    const { student, plain, name, variant } = candidate;
    const stage = `${student}, ${name}, ${variant}, seed ${seed}`;
    const started = performance.now();
    const trained = await candidate.train({
      ...{ material, student, plain, seed, signal },
      onEpoch: (event) => onEvent?.({ kind: 'epoch', split: dataset, stage, event }),
    });
    const made = { ...trained, seconds: (performance.now() - started) / 1000 };
    this.held.set(key, made);
    return made;
  }

  private keyOf(what: string, { student, name, variant, plain }: Candidate<Material, Model>, seed: number) {
    const { task } = this.options;
    const own = { task: task.name, student, name, variant, plain, seed };
    return TrainingStore.keyOf(what, this.materialHash, JSON.stringify(own));
  }

  private aboutOf(what: string, { student, name, variant }: Candidate<Material, Model>, seed: number) {
    return `${this.options.dataset}, ${student}, ${name}, ${variant}, seed ${seed}: ${what}`;
  }
}
