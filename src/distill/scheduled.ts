/** Where a training stands; both from 0, `epoch` below `epochs`. */
export interface EpochProgress {
  readonly epoch: number;
  readonly epochs: number;
}

/** A setting that stays as it is, or changes from epoch to epoch. */
export type Scheduled = number | ((progress: EpochProgress) => number);

/** The setting in this epoch. */
export function valueAt(setting: Scheduled, progress: EpochProgress): number {
  return typeof setting === 'number' ? setting : setting(progress);
}

/**
 * Refuses a setting before anything is trained: each epoch's value is looked at.
 * @throws RangeError where a value does not do
 */
export function checkScheduled(
  where: string,
  options: {
    readonly name: string;
    readonly setting: Scheduled;
    readonly epochs: number;
    /** `above 0` for temperatures, `of at least 0` for weights. */
    readonly expected: 'above 0' | 'of at least 0';
  },
): void {
  const { name, setting, epochs, expected } = options;
  for (let epoch = 0; epoch < Math.max(1, epochs); epoch++) {
    const value = valueAt(setting, { epoch, epochs });
    const isIn = expected === 'above 0' ? value > 0 : value >= 0;
    if (isIn && Number.isFinite(value)) continue;
    const when = typeof setting === 'number' ? '' : ` in epoch ${epoch + 1}`;
    throw new RangeError(`${where}: ${name} must be a finite number ${expected}, found ${value}${when}`);
  }
}
