import type { DataEvent } from '../../data/load-ratings';
import type { RecommendationData } from '../../data/recommendation-data';
import { type DataFlags, loadFromFlags } from '../data-options';
import { makeProgress, type Progress } from '../progress';

/** How progress is shown. */
export const shown = {
  stream: process.stderr,
  logEverySeconds: 10,
  now: () => performance.now(),
};

/** Loads the data with a bar for what is fetched, and says on standard error what the loader met. */
export async function loadWithProgress(flags: DataFlags): Promise<RecommendationData> {
  let bar: Progress | null = null;
  const onProgress = (event: DataEvent) => {
    if (event.kind !== 'download') return;
    bar ??= makeProgress({ ...shown, title: 'download', total: event.totalBytes ?? event.receivedBytes });
    bar.update(event.receivedBytes, event.file);
  };
  try {
    const data = await loadFromFlags(flags, { onProgress });
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
