import type { StoredTeacher } from './stored-teacher';

/** What a teacher said of the first so many contexts. */
export function firstContexts(teacher: StoredTeacher, contexts: number): StoredTeacher {
  const { k, items, logits, hidden } = teacher;
  return {
    ...teacher,
    contexts,
    items: items.subarray(0, contexts * k),
    logits: logits.subarray(0, contexts * k),
    hidden: hidden && { ...hidden, values: hidden.values.subarray(0, contexts * hidden.width) },
  };
}
