import { InputError } from '../../errors';
import { isClickLog, refuseLogFlags } from '../data-options';
import type { DistillationFlags } from './add-distill-options';
import { clickFlags } from './click-options';
import { refuseFlags } from './settings-options';

/** @throws InputError for a click log, or flags that only one has, with another task */
export async function checkNoClicks(flags: DistillationFlags): Promise<void> {
  const { task, dataset } = flags;
  const expected = `--task click beside, found --task ${task}`;
  refuseLogFlags(flags, expected);
  refuseFlags(flags, clickFlags, 'click');
  if (await isClickLog(flags))
    throw new InputError(`--dataset ${dataset} is a click log: expected ${expected}`);
}
