import { type BestItemsOptions, bestItems } from '../catalogue/best-items';
import type { Answer, Asked, Scorer } from '../catalogue/scorer';
import type { Basis } from '../student';
import { FastTopK } from '../wasm/fast-top-k';
import type { Histories } from './histories';
import type { RankingCore } from './ranking-core';

const NONE = new Int32Array(0);

/** Logits over the catalogue; where nothing of a request is known, how often each item was taken. */
export class RankingScorer implements Scorer {
  readonly leavesOutSeen: boolean;
  readonly levels = null;
  private readonly maxLength: number;
  /** Made for the first request; null where this machine has no such way. */
  private fast: FastTopK | null | undefined;

  constructor(
    private readonly core: RankingCore,
    private readonly histories: Histories,
    options: { readonly leavesOutSeen: boolean; readonly maxLength: number },
  ) {
    this.leavesOutSeen = options.leavesOutSeen;
    this.maxLength = options.maxLength;
  }

  stored(user: number): Int32Array {
    return this.histories.of(user);
  }

  vector(item: number): Float32Array {
    const { vectors } = this.core;
    const own = new Float32Array(vectors.width);
    vectors.read(item, own);
    return own;
  }

  answer({ user, sent }: Asked): Answer {
    const { core } = this;
    const hasSent = sent !== null && sent.length > 0;
    if (core.reads === 'users') {
      if (user >= 0) return this.ranked(core.hidden(user, NONE), 'user');
      if (hasSent && core.foldIn !== undefined) return this.ranked(core.foldIn(sent), 'fold-in');
      return this.popular();
    }
    const history = sent ?? (user < 0 ? NONE : this.histories.of(user));
    const isKnown = history.length > 0 || (user >= 0 && core.reads === 'both');
    if (!isKnown) return this.popular();
    return this.ranked(core.hidden(user, history.slice(-this.maxLength)), hasSent ? 'history' : 'user');
  }

  private ranked(hidden: Float32Array, basis: Basis): Answer {
    const { vectors, biases } = this.core;
    const block = (from: number, to: number, out: Float32Array) => {
      vectors.products(hidden, from, to, out);
      if (biases !== null) for (let item = from; item < to; item++) out[item - from] += biases[item];
    };
    const scores = { block };
    const best = (options: Omit<BestItemsOptions, 'scores'>) => {
      if (this.fast === undefined)
        this.fast = FastTopK.over({ vectors: vectors.all(), width: vectors.width, biases });
      return this.fast?.bestItems({ ...options, query: hidden, scores }) ?? bestItems({ ...options, scores });
    };
    return { basis, block, best };
  }

  private popular(): Answer {
    const scores = this.histories.counts ?? this.core.biases;
    const block = (from: number, to: number, out: Float32Array) => {
      for (let item = from; item < to; item++) out[item - from] = scores === null ? 0 : scores[item];
    };
    return { basis: 'popularity', block };
  }
}
