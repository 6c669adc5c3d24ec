import { readGivenLists } from '../../distill/ranking/import/read-given-lists';
import { InputError } from '../../errors';
import type { Student } from '../../student';
import { LIST_LENGTH, type Viewer } from './manifest';

type GivenList = Awaited<ReturnType<typeof readGivenLists>>['lists'][number];

/** Ids of the items, best first; equal values stand in the order of the ids. */
function ranked({ items, values, kind }: GivenList): string[] {
  const sign = kind === 'ranks' ? 1 : -1;
  const order = items.map((item, i) => ({ item, value: sign * values[i] }));
  return order.sort((a, b) => a.value - b.value || (a.item < b.item ? -1 : 1)).map(({ item }) => item);
}

/**
 * Whom a teacher's file ranks items for, as the page shows them: the form of the file is that of `importSoftTargets`, a
 * `context` being what the user took. Items that the student does not know, or
 * the user took, are left out, and so are lists that then hold
 * nothing, or whose user the student does not know and that say no context.
 * @throws InputError where the file cannot be read, or nothing of it is of this student's catalogue
 */
export async function teacherViewers(options: {
  readonly path: string;
  readonly student: Pick<Student, 'users' | 'items'>;
}): Promise<Viewer[]> {
  const { path, student } = options;
  const items = new Map(student.items.map((id, i) => [id, i]));
  const users = new Set(student.users);
  const { lists } = await readGivenLists(path);
  const indices = (ids: readonly string[]) => ids.flatMap((id) => items.get(id) ?? []);
  const viewers = lists.map((list, i): Viewer => {
    const user = list.user !== null && users.has(list.user) ? list.user : null;
    const history = list.context === null ? null : indices(list.context);
    const taken = new Set(history);
    const best = indices(ranked(list)).filter((item) => !taken.has(item));
    return { name: list.user ?? `history ${i + 1}`, user, history, best: best.slice(0, LIST_LENGTH) };
  });
  const usable = viewers.filter(
    ({ user, history, best }) => best.length > 0 && (user !== null || history !== null),
  );
  if (usable.length > 0) return usable;
  throw new InputError(
    `${path}: expected lists of users and items that the student knows, found none in ${lists.length}; is it of the same data?`,
  );
}
