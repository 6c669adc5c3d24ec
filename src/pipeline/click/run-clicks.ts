import { checkOptions, InputError } from '../../errors';
import { machineFacts, versionsInUse } from '../machine-facts';
import { WholeProgress } from '../whole-progress';
import { clickPlan } from './click-plan';
import type { ClickResult } from './click-result';
import { type ClickRun, clickRunOptions } from './click-run';
import { runClickSplit } from './run-click-split';
import type { SplitFindings } from './split-findings';
import { summariseClicks } from './summarise-clicks';

/**
 * The whole way for click prediction: encoding, teacher, soft targets, students from scratch and distilled by each
 * method, on every split. Everything is chosen on validation; a split's test part is opened once, when all of that split
 * is chosen. What is finished is kept in the cache folder, so that the same call after a kill goes on where it stopped and
 * gives the same figures.
 * @throws InputError on unknown options, splits of one name or of another log, no seed or no student; the signal's reason
 */
export async function runClicks(options: ClickRun): Promise<ClickResult> {
  checkOptions('runClicks', options, clickRunOptions);
  checkRun(options);
  const { log, splits, publishedSplit, settings, seed, command, ...rest } = options;
  const started = performance.now();
  const progress = new WholeProgress(log.name, options.onEvent);
  const all = publishedSplit === undefined ? splits : [publishedSplit, ...splits];
  for (const split of all) progress.add(split.name, clickPlan(settings));
  progress.tell();
  const found: SplitFindings[] = [];
  for (const split of all) {
    found.push(await runClickSplit({ log, settings, seed, ...rest, split, onEvent: progress.listener }));
    progress.close(split.name);
  }
  const own = found.slice(all.length - splits.length);
  return {
    ...aboutRun(options),
    ...summariseClicks(own, options),
    published: publishedSplit === undefined ? null : summariseClicks(found.slice(0, 1), options),
    seconds: (performance.now() - started) / 1000,
  };
}

function checkRun({ splits, publishedSplit, settings }: ClickRun): void {
  const refuse = (what: string): never => {
    throw new InputError(`runClicks: ${what}`);
  };
  if (splits.length === 0) refuse('expected at least one split, found none');
  const names = [...splits, ...(publishedSplit ? [publishedSplit] : [])].map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) refuse(`two splits have the name "${repeated}"; give each its own`);
  if (settings.seeds.length === 0) refuse('settings.seeds is empty; expected at least one seed');
  if (settings.student.students.length === 0) refuse('settings.student.students is empty; name at least one');
  if (settings.teacher.kinds.length === 0) refuse('settings.teacher.kinds is empty; name at least one');
}

function aboutRun({ log, settings, seed, command }: ClickRun) {
  const { numeric, categorical } = log.schema;
  return {
    dataset: log.name,
    data: {
      ...{ rows: log.rows, clicks: log.clicks, hash: log.hash },
      fields: numeric.length + categorical.length,
    },
    command: command ?? null,
    versions: versionsInUse(),
    machine: machineFacts(),
    ...{ settings, seed },
  };
}
