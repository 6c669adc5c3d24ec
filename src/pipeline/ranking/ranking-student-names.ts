export const rankingStudentNames = ['sasrec', 'gru4rec', 'mean-of-history', 'two-tower', 'mf'] as const;

/** Students that read no text when they serve: they know ids, and `two-tower` the side features that the data have. */
export type RankingStudentName = (typeof rankingStudentNames)[number];
