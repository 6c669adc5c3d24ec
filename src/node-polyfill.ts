/**
 * Puts `util.isNullOrUndefined` in place, which TensorFlow.js 4.22 calls, Node 22 warns about and Node 23 took away. To be
 * imported before the first tensor is made.
 */
import util from 'node:util';

const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined = (value) => value === null || value === undefined;
