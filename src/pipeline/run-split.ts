import { join } from 'node:path';
import type { Split } from '../data/split';
import type { PipelineListener } from './events';
import { finalComparison } from './final-comparison';
import type { SplitResult } from './result';
import { type SearchResult, searchStudent } from './search';
import type { PipelineSettings } from './settings';
import { prepareSoftTargets, softPairsOf } from './soft-pairs';
import { trainTeacher } from './teacher';
import { prepareTextTables, type TextSource } from './text-vectors';

export interface RunSplitOptions {
  readonly split: Split;
  readonly settings: PipelineSettings;
  readonly seed: number;
  readonly textSource: TextSource;
  /** Folder or hub name of the language model; the default one where not given. */
  readonly model?: string;
  /** Text tables, weights and soft targets are kept here; a second run finds them. */
  readonly cacheFolder: string;
  /** Search rows and the saved students go here. */
  readonly outFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** The whole way on one split: teacher, soft targets, search on validation, comparison on test. */
export async function runSplit(options: RunSplitOptions): Promise<SplitResult> {
  const { split, settings, seed, cacheFolder, outFolder, onEvent, signal } = options;
  const say = (stage: string, detail: string) =>
    onEvent?.({ kind: 'stage', split: split.name, stage, detail });
  say('text', `reading ${split.data.items.ids.length} items`);
  const texts = await prepareTextTables({
    ...options,
    data: split.data,
    source: options.textSource,
    maxTokens: settings.teacher.maxTokens,
  });
  say('teacher', `${settings.teacher.members} members on ${split.train.length} ratings`);
  const teacher = trainTeacher({
    split,
    texts,
    settings: settings.teacher,
    seed,
    cacheFolder,
    onEvent,
    signal,
  });
  try {
    const softTargets = await prepareSoftTargets({ ...options, teacher, settings: settings.distillation });
    const pairs = softPairsOf(softTargets, 'unobserved');
    const perRow = settings.distillation.softPairsPerRow;
    const soft = { pairs, hash: `${softTargets.teacher}-${pairs.users.length}`, perRow };
    const searches: SearchResult[] = [];
    for (const student of settings.student.students) {
      say('search', student);
      const resultsPath = join(outFolder, `search-${split.name}.jsonl`);
      searches.push(await searchStudent({ student, split, soft, settings, resultsPath, onEvent, signal }));
    }
    const modelFolder = join(outFolder, 'models', split.name);
    return await finalComparison({ ...options, teacher, texts, softTargets, searches, modelFolder });
  } finally {
    teacher.dispose();
  }
}
