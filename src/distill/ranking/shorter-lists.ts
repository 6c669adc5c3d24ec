import { checkOptions, InputError } from '../../errors';
import type { StoredTeacher } from './stored-teacher';

/**
 * What a teacher said, cut to its `k` best items of each context, as if it had been asked for so many. Vectors stay.
 * @throws InputError unless k is a whole number from 1 to the number of items that were kept
 */
export function shorterLists(options: {
  readonly teacher: StoredTeacher;
  readonly k: number;
}): StoredTeacher {
  checkOptions('shorterLists', options, ['teacher', 'k']);
  const { teacher, k } = options;
  if (!(Number.isInteger(k) && k >= 1 && k <= teacher.k)) {
    throw new InputError(
      `shorterLists: k must be a whole number from 1 to ${teacher.k}, the items that were kept, found ${k}`,
    );
  }
  const items = new Int32Array(teacher.contexts * k);
  const logits = new Float32Array(teacher.contexts * k);
  for (let context = 0; context < teacher.contexts; context++) {
    const start = context * teacher.k;
    items.set(teacher.items.subarray(start, start + k), context * k);
    logits.set(teacher.logits.subarray(start, start + k), context * k);
  }
  return { ...teacher, k, items, logits };
}
