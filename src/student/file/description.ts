import type { StudentTask } from '../student';
import { check } from '../student-error';
import { Fields, isJson } from './fields';
import { idsOf } from './ids';

export const FORMAT_VERSION = 1;

const tasks: Readonly<Record<string, StudentTask>> = {
  'recdistill-rating-model': 'rating',
  'recdistill-ranking-model': 'ranking',
  'recdistill-click-model': 'click',
};

/** What stands in a model.json, checked as far as all models have it in common. */
export interface Description {
  readonly task: StudentTask;
  readonly kind: string;
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly weights: number;
  readonly sha256: string;
  readonly metadata: Fields;
  readonly config: Fields;
  /** The whole of it, for what a task has of its own. */
  readonly own: Fields;
}

/** @throws StudentError naming the field that is missing or wrong */
export function parseDescription(where: string, json: unknown): Description {
  check(isJson(json), where, 'an object of JSON', json);
  const own = new Fields(where, json);
  const task = tasks[own.word('format', Object.keys(tasks))];
  check(json.formatVersion === FORMAT_VERSION, `${where}, formatVersion`, '1', json.formatVersion);
  const vocabulary = own.part('vocabulary');
  return {
    ...{ task, own, kind: own.text('kind') },
    ...{ users: idsOf(vocabulary, 'users'), items: idsOf(vocabulary, 'items') },
    ...{ weights: own.count('weights', 0), sha256: own.text('weightsSha256') },
    ...{ metadata: own.part('metadata'), config: own.part('config') },
  };
}
