import type { ModelFiles } from './model-files';
import { type OpenedModel, openModel } from './open-model';
import type { Job, ModelFacts, Outcome, Scoring } from './scoring';

/** Students in the thread that also speaks HTTP: nothing is copied, and a small model answers before a message would arrive. */
export class OwnThread implements Scoring {
  /** Promises, so that what is asked while a model opens waits for it. */
  private readonly models = new Map<number, Promise<OpenedModel>>();

  async open(key: number, files: ModelFiles): Promise<ModelFacts> {
    const model = openModel(files);
    this.models.set(key, model);
    try {
      return (await model).facts;
    } catch (error) {
      this.models.delete(key);
      throw error;
    }
  }

  async ask(key: number, job: Job): Promise<Outcome> {
    const model = this.models.get(key);
    if (model === undefined) throw new Error(`no model ${key} is open`);
    return (await model).answer(job);
  }

  drop(key: number): void {
    this.models.delete(key);
  }

  async close(): Promise<void> {
    this.models.clear();
  }
}
