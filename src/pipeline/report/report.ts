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

/** "15 to 21 minutes"; less than one is told in seconds. */
function durationOf(seconds: readonly number[]): string {
  const [shortest, longest] = [Math.min(...seconds), Math.max(...seconds)];
  const isLong = longest >= 60;
  const [low, high] = [shortest, longest].map((own) => Math.max(1, Math.round(isLong ? own / 60 : own)));
  const span = low === high ? `${high}` : `${low} to ${high}`;
  return `${span} ${isLong ? 'minute' : 'second'}${high === 1 ? '' : 's'}`;
}

function footerOf({ command, versions, machine, seed, data, splits }: DistillationResult): string {
  const times = durationOf(splits.map(({ seconds }) => seconds));
  const found = 'less what earlier runs had left in the cache';
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    ...(command === null ? [] : [`Made by \`${command}\`.`]),
    `Seed ${seed}; ${programs.join(', ')}; ${machine.platform}, ${machine.processor}, ${machine.cores} cores, ${gigabytes(machine.memoryBytes)} of memory; what was not found in the cache took at most ${gigabytes(machine.peakMemoryBytes)}.`,
    splits.length === 1
      ? `The split took ${times}, ${found}.`
      : `Each of the ${splits.length} splits took ${times}, ${found}.`,
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
