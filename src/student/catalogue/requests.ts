import { isTexts } from '../file/fields';
import type { ItemRequest, RecommendRequest, ScoreRequest } from '../student';
import { check } from '../student-error';

const fields = {
  recommend: ['user', 'history', 'k', 'exclude', 'candidates', 'includeSeen'],
  score: ['user', 'history', 'items'],
  levelLogits: ['user', 'history', 'item'],
};

/** @throws StudentError naming the field that cannot be */
export function checkRequest(
  kind: keyof typeof fields,
  request: RecommendRequest | ScoreRequest | ItemRequest,
): void {
  check(typeof request === 'object' && request !== null, kind, 'a request', request);
  for (const [name, value] of Object.entries(request)) {
    const where = `${kind}, ${name}`;
    check(fields[kind].includes(name), where, `a field of ${fields[kind].join(', ')}`, name);
    if (value === undefined || name === 'k') continue;
    if (name === 'user' || name === 'item') check(typeof value === 'string', where, 'an id', value);
    else if (name === 'includeSeen') check(typeof value === 'boolean', where, 'true or false', value);
    else check(isTexts(value), where, 'a list of ids', value);
  }
  const { user, history } = request;
  check(user !== undefined || history !== undefined, kind, 'a user or a history', 'neither');
}
