import type { LogFlags } from '../data-options';
import type { SplitFlags } from '../distill/split-options';

/** What the options of `recdistill compress` are parsed to. */
export interface CompressFlags extends LogFlags, SplitFlags {
  readonly model: readonly string[];
  readonly method: readonly string[];
  readonly out: string;
  readonly histories: 'keep' | 'leave-out';
  readonly report?: string;
  readonly cache: string;
  readonly fineTuneEpochs: number;
  readonly minRating?: number;
  /** Of the split; 1 where files of one's own are named and it is not given. */
  readonly seed?: number;
  readonly json?: boolean;
  readonly attached?: boolean;
}
