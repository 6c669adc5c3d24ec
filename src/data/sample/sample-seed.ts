/** The seed of the committed sample. */
export const SAMPLE_SEED = 2026;
