export const teacherKinds = ['text-sequential', 'sasrec', 'bert4rec', 'gru4rec', 'light-gcn', 'mf'] as const;

/** What a teacher's trained members can be; `text-sequential` alone reads texts, beside the ids. */
export type TeacherKind = (typeof teacherKinds)[number];
