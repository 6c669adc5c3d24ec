/** Money for a million tokens, in any currency. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

/** What has been done and spent so far. */
export interface EndpointProgress {
  /** Queries that have a list, those of earlier runs among them. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Of this run, as the rest; of answers that were of use. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null without prices. */
  readonly cost: number | null;
  /** Tries in vain that were tried again, and how many of them had an answer that could not be used. */
  readonly retries: number;
  readonly malformed: number;
}

/** Sent while an endpoint is asked. */
export type EndpointEvent =
  | ({ readonly kind: 'answer'; readonly query: number } & EndpointProgress)
  | {
      readonly kind: 'retry';
      readonly query: number;
      readonly attempt: number;
      readonly reason: string;
      readonly waitMs: number;
    }
  | ({ readonly kind: 'gave-up'; readonly query: number; readonly reason: string } & EndpointProgress);

const ZERO = { done: 0, failed: 0, inputTokens: 0, outputTokens: 0, retries: 0, malformed: 0 };

/** Counts what is done and spent. */
export class Tally {
  private readonly counts = { ...ZERO };

  constructor(
    private readonly total: number,
    private readonly prices: Prices | undefined,
  ) {}

  get progress(): EndpointProgress {
    const { prices, counts, total } = this;
    const spent = prices && (counts.inputTokens * prices.input + counts.outputTokens * prices.output) / 1e6;
    return { ...counts, total, cost: spent ?? null };
  }

  add(counts: Partial<typeof ZERO>): void {
    for (const name of Object.keys(counts) as (keyof typeof ZERO)[]) this.counts[name] += counts[name] ?? 0;
  }
}
