import { check } from '../student-error';
import type { Fields } from './fields';

/** No vocabulary is longer; a damaged run would otherwise fill the memory. */
const MOST_IDS = 2 ** 24;

const isRun = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every(Number.isSafeInteger) &&
  value[0] >= 0 &&
  value[0] <= value[1];

/**
 * A list of ids: texts, and runs [from, to] that stand for the whole numbers from .. to, written in decimal.
 * @throws StudentError
 */
export function idsOf(fields: Fields, name: string): readonly string[] {
  const { [name]: found } = fields.json;
  const where = `${fields.where}, ${name}`;
  check(Array.isArray(found), where, 'a list of ids', found);
  const ids: string[] = [];
  for (const entry of found as unknown[]) {
    check(typeof entry === 'string' || isRun(entry), where, 'texts or runs [from, to]', entry);
    const [from, to] = typeof entry === 'string' ? [0, 0] : entry;
    check(ids.length + to - from < MOST_IDS, where, `at most ${MOST_IDS} ids`, entry);
    if (typeof entry === 'string') ids.push(entry);
    else for (let id = from; id <= to; id++) ids.push(String(id));
  }
  return ids;
}
