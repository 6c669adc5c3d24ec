import type { PipelineListener } from '../../pipeline';
import type { StrategyCase, StrategyRow } from '../../pipeline/strategies';
import type { DistillationFlags } from '../distill/add-distill-options';

/** One row of the table, with its data, and its teacher trained. */
export interface OpenedAblation {
  readonly students: readonly string[];
  run(options: {
    readonly only: readonly string[] | null;
    readonly resultsPath: string;
    readonly onEvent: PipelineListener;
  }): Promise<StrategyRow[]>;
  dispose(): void;
}

/** A row's data, before anything is trained. */
export interface LoadedAblation {
  readonly dataset: string;
  /** sha256 of the data. */
  readonly hash: string;
  readonly isSynthetic: boolean;
  /** Trains the teacher, or finds it. */
  prepare(onEvent: PipelineListener): Promise<OpenedAblation>;
}

export interface LoadAblationOptions {
  readonly flags: DistillationFlags;
  /** Of another domain's data, for rankings. */
  readonly source: DistillationFlags | null;
  readonly cacheFolder: string;
}

/** The cases that were asked for. */
export function chosenCases<Material, Model>(
  cases: readonly StrategyCase<Material, Model>[],
  only: readonly string[] | null,
): readonly StrategyCase<Material, Model>[] {
  return only === null ? cases : cases.filter(({ strategy }) => only.includes(strategy));
}
