function shown(found: unknown): string {
  const text = typeof found === 'string' ? found : (JSON.stringify(found) ?? 'none');
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A model file or a request that cannot work, and why. */
export class StudentError extends Error {
  override readonly name = 'StudentError';
  /** The file and field, or the request's field. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;

  constructor(where: string, expected: string, found: unknown, advice = '') {
    super(`${where}: expected ${expected}, found ${shown(found)}${advice === '' ? '' : `; ${advice}`}`);
    this.where = where;
    this.expected = expected;
    this.found = shown(found);
  }
}

/** @throws StudentError unless it holds */
export function check(holds: boolean, where: string, expected: string, found: unknown): asserts holds {
  if (!holds) throw new StudentError(where, expected, found);
}
