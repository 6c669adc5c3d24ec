import { tableText } from '../../plot/table';
import { readSweep, type StandingJob, type StandingSweep } from '../../sweep/read-sweep';

const states = ['done', 'running', 'waiting', 'failed'] as const;
const kinds = ['teacher', 'trial', 'final', 'shard'] as const;

function countsOf(jobs: readonly StandingJob[]) {
  return kinds.flatMap((kind) => {
    const own = jobs.filter(({ job }) => job.kind === kind);
    if (own.length === 0) return [];
    const counts = states.map((state) => [state, own.filter((one) => one.state === state).length] as const);
    return [{ jobs: kind, ...Object.fromEntries(counts), all: own.length }];
  });
}

function runningRow({ job, tries, startedAt }: StandingJob) {
  const seconds = startedAt === null ? 0 : Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  return { running: job.label, try: tries, seconds };
}

function failedText({ job, tries, failure }: StandingJob): string {
  const tail = failure === null || failure.tail === '' ? '' : `\n${failure.tail.replace(/^/gm, '    ')}`;
  return `${job.label}: ${failure?.reason ?? ''}, after ${tries} tries${tail}`;
}

function statusText(sweep: StandingSweep, folder: string): string {
  const { description, jobs, expected, others, isConducted } = sweep;
  const running = jobs.filter(({ state }) => state === 'running');
  const failed = jobs.filter(({ state }) => state === 'failed');
  const later = expected - jobs.length;
  const done = jobs.filter(({ state }) => state === 'done').length;
  return [
    `${description.name}: ${done} of ${expected} jobs done, ${isConducted ? 'a conductor is at work' : 'nobody is at work'}`,
    tableText({ rows: countsOf(jobs), digits: 0 }),
    ...(later > 0 ? [`${later} more will be planned by what these give`] : []),
    ...(others > 0 ? [`${others} results are of other settings, data or code`] : []),
    ...(running.length > 0 ? [tableText({ rows: running.map(runningRow), digits: 0 })] : []),
    ...failed.map(failedText),
    ...(done < expected && !isConducted ? [`To go on: npx recdistill sweep resume ${folder}`] : []),
  ].join('\n\n');
}

/** `recdistill sweep status`. */
export async function showStatus(folder: string, { json }: { readonly json?: boolean }): Promise<void> {
  const sweep = await readSweep(folder);
  if (!json) {
    process.stdout.write(`${statusText(sweep, folder)}\n`);
    return;
  }
  const { description, expected, others, isConducted, jobs } = sweep;
  const about = { name: description.name, expected, others, isConducted };
  const rows = jobs.map(({ job: { key, kind, label }, ...standing }) => ({ key, kind, label, ...standing }));
  process.stdout.write(`${JSON.stringify({ ...about, jobs: rows }, null, 2)}\n`);
}
