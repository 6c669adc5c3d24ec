import type { Report } from '../../plot';
import type { DistillationResult } from '../distillation-result';
import { answerSection } from './answer';
import { behaviourSection } from './behaviour';
import { choicesSection } from './choices';
import { labelSharesSection } from './label-shares';
import { ratingLevelsSection } from './rating-levels';
import { resultsSection } from './results';
import { slicesSection } from './slices';
import { textWorthSection } from './text-worth';

function footerOf({ command, versions, machine, seed, data }: DistillationResult): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    ...(command === null ? [] : [`Made by \`${command}\`.`]),
    `Seed ${seed}; ${programs.join(', ')}; ${machine.platform}, ${machine.processor}, ${machine.cores} cores, ${gigabytes(machine.memoryBytes)} of memory, of which at most ${gigabytes(machine.peakMemoryBytes)} were used.`,
    `Data sha256 ${data.hash.slice(0, 16)}. Aggregates only: no row of the data is in here.`,
  ].join(' ');
}

/**
 * A result as pages with tables and figures, for `htmlReport` and `markdownReport`; every number in its prose is
 * computed.
 */
export function reportOf(result: DistillationResult): Report {
  return {
    title: `Distillation on ${result.dataset}`,
    sections: [
      answerSection(result),
      resultsSection(result),
      choicesSection(result),
      slicesSection(result),
      ratingLevelsSection(result),
      behaviourSection(result),
      ...labelSharesSection(result),
      ...textWorthSection(result),
    ],
    footer: footerOf(result),
  };
}
