import type { Split } from '../data/split';
import type { SoftTargets } from '../distill/soft-targets/soft-targets';
import { calibration, classificationReport, latency } from '../evaluate';
import type { TextChoice } from './choose-texts';
import type { PipelineListener } from './events';
import type { FinalTest, TestRows } from './final-test';
import { allItemsOf, type Scorer, scoreTopLists } from './score-model';
import type { SearchResult } from './search';
import type { PipelineSettings } from './settings';
import type { Teacher } from './teacher';
import type { TextTables } from './text-vectors';

export interface FinalOptions {
  readonly split: Split;
  readonly finalTest: FinalTest;
  readonly teacher: Teacher;
  readonly texts: TextTables;
  readonly textChoice: TextChoice | null;
  readonly softTargets: SoftTargets;
  /** What validation chose, one a student in the order of the settings. */
  readonly searches: readonly SearchResult[];
  readonly settings: PipelineSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  /** The first seed's distilled students are saved here, a folder each. */
  readonly modelFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** What all measurements of one split share. */
export interface Comparison extends FinalOptions {
  readonly test: TestRows;
  /** On the test rows [rows, classes] */
  readonly teacherProbabilities: Float32Array;
}

/** What is shown of one model beside its scores. */
export function describeModel(comparison: Comparison, scorer: Scorer, probabilities: Float32Array) {
  const { split, texts, test, seed } = comparison;
  const { levels } = split.data;
  const predictions = { probabilities, labels: test.labels };
  return {
    topLists: scoreTopLists({ split, scorer, vectors: texts.items, seed }),
    reliability: calibration({ ...predictions, classes: levels.length, bins: 10 }).bins,
    report: classificationReport({ ...predictions, levels }),
  };
}

/** The time that one request takes: all items scored for one user. */
export function oneRequest(split: Split, scorer: Scorer) {
  let user = 0;
  const run = () => scorer(allItemsOf(split, user++ % split.data.users.ids.length));
  return latency({ run, warmup: 5, repeats: 50 });
}
