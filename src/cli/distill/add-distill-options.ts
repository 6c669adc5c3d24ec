import type { Command } from 'commander';
import { addDataOptions, addLogOptions, type LogFlags } from '../data-options';
import { addClickOptions, type ClickFlags } from './click-options';
import { parseCount } from './parse-list';
import { addSettingsOptions, type SettingsFlags } from './settings-options';
import { addSplitOptions, type SplitFlags } from './split-options';

/** What decides a distillation: its data, their split, and what is trained on them. */
export interface DistillationFlags extends LogFlags, SplitFlags, SettingsFlags, ClickFlags {
  readonly minRating?: number;
  readonly friendsText?: number;
}

/** Adds the options that decide a distillation; where it is written and shown is each command's own. */
export function addDistillOptions(command: Command): Command {
  addDataOptions(command);
  addLogOptions(command);
  command
    .option('--min-rating <number>', 'for --task ranking: only ratings of at least so much count', Number)
    .option(
      '--friends-text <count>',
      "for data with friends: users' texts are so many of what their friends took most in training",
      parseCount,
    );
  addSplitOptions(command);
  addSettingsOptions(command);
  return addClickOptions(command);
}
