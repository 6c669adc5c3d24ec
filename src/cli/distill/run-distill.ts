import { join } from 'node:path';
import type { DataEvent } from '../../data/load-ratings';
import type { RecommendationData } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import {
  type DistillationResult,
  type PipelineListener,
  reportOf,
  runDistillation,
  wholeRun,
} from '../../pipeline';
import { tensorBoardTracker, trackPipeline } from '../../track';
import { makeProgress, type Progress } from '../progress';
import { type DataFlags, loadFromFlags } from './data-options';
import { pipelineProgress } from './pipeline-progress';
import { runDistillRanking } from './run-distill-ranking';
import { checkSettingsFlags, type SettingsFlags, settingsFromFlags } from './settings-options';
import { type SplitFlags, splitsFromFlags } from './split-options';
import { summaryText } from './summary';
import { writeOutputs } from './write-outputs';

export interface DistillFlags extends DataFlags, SplitFlags, SettingsFlags {
  readonly out?: string;
  readonly report?: string;
  readonly cache: string;
  readonly tensorboard?: string;
  readonly json?: boolean;
  readonly attached?: boolean;
}

const shown = {
  stream: process.stderr,
  logEverySeconds: 10,
  now: () => performance.now(),
};

/** Loads the data with a bar for what is fetched, and says on standard error what the loader met. */
async function loadWithProgress(flags: DataFlags): Promise<RecommendationData> {
  let bar: Progress | null = null;
  const onProgress = (event: DataEvent) => {
    if (event.kind !== 'download') return;
    bar ??= makeProgress({ ...shown, title: 'download', total: event.totalBytes ?? event.receivedBytes });
    bar.update(event.receivedBytes, event.file);
  };
  try {
    const data = await loadFromFlags(flags, onProgress);
    sayWhatWasMet(data);
    return data;
  } finally {
    (bar as Progress | null)?.stop();
  }
}

function sayWhatWasMet({ name, users, items, report }: RecommendationData): void {
  const issues = Object.entries(report.issues).map(([kind, count]) => `${count} ${kind}`);
  const met = issues.length === 0 ? '' : `; ${issues.join(', ')}, e.g. ${report.examples[0]}`;
  const hasTexts = [...users.texts, ...items.texts].some((text) => text !== '');
  const texts = hasTexts ? '' : '; no texts, so the teacher does without a language model';
  process.stderr.write(
    `${name}: ${report.kept} of ${report.read} ratings, ${users.ids.length} users, ${items.ids.length} items${met}${texts}\n`,
  );
}

/** The bar, and TensorBoard where it was asked for. */
function listenersFor(flags: DistillFlags, name: string) {
  const bar = pipelineProgress({ ...shown, title: name, wholeRun });
  const tracker = flags.tensorboard === undefined ? null : tensorBoardTracker({ folder: flags.tensorboard });
  const track = tracker === null ? null : trackPipeline({ tracker });
  const onEvent: PipelineListener = (event) => {
    bar.listener(event);
    track?.(event);
  };
  const close = () => {
    bar.stop();
    tracker?.close();
  };
  return { onEvent, close };
}

async function distilWithProgress(
  flags: DistillFlags,
  data: RecommendationData,
  places: { readonly outFolder: string; readonly command: string },
): Promise<DistillationResult> {
  const { text, model, seed, labelShares, ablation, cache } = flags;
  checkSettingsFlags(flags, data);
  const splits = splitsFromFlags(data, flags, seed);
  const settings = settingsFromFlags(flags, data);
  const { onEvent, close } = listenersFor(flags, data.name);
  try {
    return await runDistillation({
      ...{ data, splits, settings, seed, model, labelShares, ablation, onEvent },
      ...places,
      textSource: text,
      cacheFolder: cache,
    });
  } finally {
    close();
  }
}

function print(
  { splits: _, ...result }: DistillationResult,
  whole: DistillationResult,
  asJson: boolean,
  files: string[],
) {
  if (asJson) process.stdout.write(`${JSON.stringify({ ...result, files }, null, 2)}\n`);
  else process.stdout.write(`${summaryText(whole)}\n${files.join('\n')}\n`);
}

/** `recdistill distill`, once its options are read. */
export async function runDistill(options: {
  readonly flags: DistillFlags;
  readonly command: string;
}): Promise<void> {
  const { flags, command } = options;
  const markdownPath = flags.report ?? null;
  if (markdownPath !== null && !markdownPath.endsWith('.md'))
    throw new InputError(`--report: expected a file that ends in .md, found ${markdownPath}`);
  const data = await loadWithProgress(flags);
  const outFolder = flags.out ?? join('out', data.name);
  if (flags.task === 'ranking') {
    const { onEvent, close } = listenersFor(flags, data.name);
    return runDistillRanking({ flags, data, outFolder, command, markdownPath, onEvent, close });
  }
  const result = await distilWithProgress(flags, data, { outFolder, command });
  const written = await writeOutputs({ result, report: reportOf(result), outFolder, markdownPath });
  print(result, result, flags.json === true, [
    join(outFolder, 'result.json'),
    ...written,
    join(outFolder, 'model'),
  ]);
}
