/**
 * Says on a stream what the set-up does: a line when a step begins and one when it ends; on a terminal, a third that
 * shows what is going on and is wiped when the step is over.
 */
export function makeReport(stream) {
  let shown = '';
  let began = 0;
  const wipe = () => {
    if (shown) stream.write(`\r${' '.repeat(shown.length)}\r`);
    shown = '';
  };
  const line = (text) => {
    wipe();
    stream.write(`${text}\n`);
  };
  return {
    line,
    begin({ step, number, total }) {
      began = Date.now();
      line(`[${number}/${total}] ${step.title}${step.download ? ` (download: ${step.download})` : ''}`);
    },
    note: (text) => line(`      ${text}`),
    progress(text) {
      if (!stream.isTTY) return;
      wipe();
      const room = (stream.columns ?? 80) - 16;
      shown = `      ${Math.round((Date.now() - began) / 1000)} s  ${text.slice(0, Math.max(room, 10))}`;
      stream.write(shown);
    },
    end: ({ seconds }) => line(`      done in ${seconds.toFixed(1)} s`),
    fail(error) {
      const where = error.step ? ` at "${error.step.title}"` : '';
      line(`\nsetup stopped${where}: ${error.message}\n\n  What to do: ${error.cure}`);
      if (error.log) line(`  All that the commands wrote: ${error.log}`);
    },
  };
}
