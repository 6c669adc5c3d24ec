/** Which axes of the search space a way of training reads. */
export interface AxesRead {
  readonly temperatures: boolean;
  readonly alphas: boolean;
  readonly hardWeights: boolean;
}

/** What a description comes to on its data; found once, before anything is planned. */
export interface SweepGround {
  readonly dataHash: string;
  readonly codeVersion: string;
  /** The folds, with the words that give them. */
  readonly folds: readonly { readonly fold: string | null; readonly words: readonly string[] }[];
  /** The ways of training that each student is compared by, `scratch` first, and what they read. */
  readonly students: readonly {
    readonly student: string;
    readonly methods: readonly { readonly method: string; readonly reads: AxesRead }[];
  }[];
}
