import type { MachineFacts } from '../distillation-result';

/** What made a report: command, seed, versions, machine, data. */
export function reportFooter({
  command,
  seed,
  versions,
  machine,
  data,
}: {
  readonly command: string | null;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: MachineFacts;
  readonly data: { readonly hash: string };
}): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    ...(command === null ? [] : [`Made by \`${command}\`.`]),
    `Seed ${seed}; ${programs.join(', ')}; ${machine.platform}, ${machine.processor}, ${machine.cores} cores.`,
    `Data sha256 ${data.hash.slice(0, 16)}. Aggregates only: no row of the data is in here.`,
  ].join(' ');
}
