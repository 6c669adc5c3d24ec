import { join } from 'node:path';
import type { Split } from '../data/split';
import { chooseTexts } from './choose-texts';
import type { PipelineListener } from './events';
import { finalComparison } from './final-comparison';
import { FinalTest } from './final-test';
import { fineTunedText } from './fine-tuned-text';
import type { SplitResult } from './result';
import { type SearchResult, searchStudent } from './search';
import type { PipelineSettings } from './settings';
import { type AskedTeacher, prepareSoftTargets, softPairsOf, softSourceOf } from './soft-pairs';
import { type Teacher, trainTeacher } from './teacher';
import { prepareTextTables, type TextSource, type TextTables } from './text-vectors';

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
  /** Shared with other final measurements on this split; its own where not given. */
  readonly finalTest?: FinalTest;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** What a teacher and its word are made from. */
export type TeachingOptions = Omit<RunSplitOptions, 'outFolder' | 'finalTest'>;

/** The whole way on one split: teacher, soft targets, search on validation, comparison on test. */
export async function runSplit(options: RunSplitOptions): Promise<SplitResult> {
  const { split, onEvent } = options;
  const started = performance.now();
  const finalTest = options.finalTest ?? new FinalTest(split);
  const say = (stage: string, detail: string) =>
    onEvent?.({ kind: 'stage', split: split.name, stage, detail });
  const { texts, choice, teacher } = await makeTeacher(options);
  try {
    const { softTargets, searches } = await chooseStudents(options, teacher);
    const modelFolder = join(options.outFolder, 'models', split.name);
    say('final comparison', `${split.testSize} test ratings`);
    const chosen = { teacher, texts, textChoice: choice, softTargets, searches };
    const result = await finalComparison({ ...options, ...chosen, finalTest, modelFolder });
    return { ...result, seconds: (performance.now() - started) / 1000 };
  } finally {
    teacher.dispose();
  }
}

/** Text vectors, which validation chose where they were fine-tuned, and the teacher on them; dispose the teacher. */
export async function makeTeacher(options: TeachingOptions) {
  const { split, settings, onEvent } = options;
  const say = (stage: string, detail: string) =>
    onEvent?.({ kind: 'stage', split: split.name, stage, detail });
  say('text', `reading ${split.data.items.ids.length} items`);
  const { texts, choice } = await chooseTexts(options);
  say('teacher', `${settings.teacher.members} members on ${split.train.length} ratings`);
  return { texts, choice, teacher: trainTeacher({ ...options, texts, settings: settings.teacher }) };
}

/** The split's text vectors, after the language model's own training where the settings ask for it. */
export async function textsOfSplit(options: TeachingOptions): Promise<TextTables> {
  const { split, settings, textSource } = options;
  const { maxTokens } = settings.teacher;
  const texts = await prepareTextTables({ ...options, data: split.data, source: textSource, maxTokens });
  return fineTunedText({ ...options, texts, settings: settings.teacher });
}

/** The teacher's word on all pairs, and what students take of it. */
export async function askTeacher(options: TeachingOptions, teacher: AskedTeacher) {
  const { distillation } = options.settings;
  const softTargets = await prepareSoftTargets({ ...options, teacher, settings: distillation });
  const soft = softSourceOf({
    teacher: softTargets.teacher,
    pairs: softPairsOf(softTargets, 'unobserved'),
    perRow: distillation.softPairsPerRow,
  });
  return { softTargets, soft };
}

/** The teacher's word on all pairs, and what validation chose of each student; the test part stays closed. */
export async function chooseStudents(options: RunSplitOptions, teacher: Teacher) {
  const { split, settings, outFolder, onEvent, signal } = options;
  const { student } = settings;
  const { softTargets, soft } = await askTeacher(options, teacher);
  const resultsPath = join(outFolder, `search-${split.name}.jsonl`);
  const searches: SearchResult[] = [];
  for (const name of student.students) {
    onEvent?.({ kind: 'stage', split: split.name, stage: 'search', detail: name });
    searches.push(
      await searchStudent({ student: name, split, soft, settings, resultsPath, onEvent, signal }),
    );
  }
  return { softTargets, soft, searches };
}
