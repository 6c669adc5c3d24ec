/** How the learning rate goes on after the warm-up: `cosine` and `linear` fall to 0 at the last step. */
export type Schedule = 'constant' | 'cosine' | 'linear';

/**
 * The learning rate at `step` of `steps` as a share of its peak: it rises from 0 over the share `warmup` of all steps,
 * then follows the schedule.
 */
export function rateAt(options: { step: number; steps: number; warmup: number; schedule: Schedule }): number {
  const { step, steps, warmup, schedule } = options;
  const warm = Math.round(steps * warmup);
  if (step < warm) return (step + 1) / warm;
  const progress = (step - warm) / Math.max(1, steps - warm);
  if (schedule === 'cosine') return 0.5 * (1 + Math.cos(Math.PI * progress));
  return schedule === 'linear' ? 1 - progress : 1;
}
