/**
 * Gives back `util.isNullOrUndefined`, which Node 23 took away and TensorFlow.js 4.22 still calls. To be imported
 * before the first tensor is made; it changes nothing on a Node that has it.
 */
import util from 'node:util';

const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
