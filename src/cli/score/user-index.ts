import { InputError, nearestName } from '../../errors';

/** @throws InputError naming the nearest known user and what else can be done */
export function userIndex(user: string, users: readonly string[], advice: string): number {
  const index = users.indexOf(user);
  if (index >= 0) return index;
  throw new InputError(
    `--user ${user}: not among the ${users.length} users that the model was trained for; did you mean "${nearestName(user, users)}"? ${advice}`,
  );
}
