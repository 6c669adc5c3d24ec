import type { SweepEvent, SweepListener } from '../../sweep/sweep-event';
import { shown } from '../distill/load-with-progress';
import { makeProgress, type Progress } from '../progress';

/** What needs to be read although a bar runs. */
function remark(event: SweepEvent): string | null {
  if (event.kind === 'job-failed') {
    const next = event.willRetry ? 'it is tried again' : 'it is given up';
    const tail = event.tail === '' ? '' : `\n${event.tail.replace(/^/gm, '    ')}`;
    return `${event.label} (${event.key.slice(0, 8)}), try ${event.attempt}: ${event.reason}; ${next}${tail}`;
  }
  if (event.kind === 'job-skipped') return `${event.label}: skipped, as it needs ${event.because}`;
  if (event.kind === 'result-damaged')
    return `${event.label}: its result was damaged (${event.reason}), lies in ${event.movedTo} now, and it runs again`;
  return event.kind === 'warning' ? event.text : null;
}

/** A bar over the sweep's jobs, with what went wrong above it. */
export function sweepProgress(): { readonly onEvent: SweepListener; readonly stop: () => void } {
  let bar: Progress | null = null;
  const { stream } = shown;
  const onEvent: SweepListener = (event) => {
    if (event.kind === 'started')
      bar = makeProgress({ ...shown, title: event.sweep, total: event.counts.total });
    const text = remark(event);
    // the bar draws itself again below
    if (text !== null) stream.write(stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
    if (!('counts' in event)) return;
    const { done, running } = event.counts;
    const label = event.kind === 'job-started' ? `, ${event.label}` : '';
    bar?.update(done, `${running} running${label}`);
  };
  return { onEvent, stop: () => bar?.stop() };
}
