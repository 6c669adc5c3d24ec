import type { TrackingEnd } from '../../track';

/** A line for each tracker that has not got everything, with why and how to send it. */
export function waitingLines({ folder, targets }: TrackingEnd): string[] {
  return targets
    .filter(({ waiting, position }) => waiting > 0 || position.refused > 0)
    .map(({ target, waiting, position: { error, refused } }) => {
      const reason = error === null ? '' : ` (${error})`;
      const left = refused === 0 ? '' : `, ${refused} were refused (${folder}/refused-${target}.jsonl)`;
      return `${target}: ${waiting} events wait${reason}${left}; recdistill track send ${folder}`;
    });
}
