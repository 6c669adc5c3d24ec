import { InputError } from '../../errors';
import type { ModelContents } from './model-contents';

/**
 * A ranking model without what its users took: whoever asks sends the history along, or what is to be left out. Users
 * whom the model has no numbers for go with it.
 * @throws InputError for models of ratings that read what users rated, and for graphs of who took what
 */
export function withoutHistories(contents: ModelContents): ModelContents {
  const { description, tensors, task } = contents;
  const isRead = task === 'rating' ? tensors.has('history/users') : tensors.has('graph-users');
  if (isRead) {
    throw new InputError(
      `histories: expected a model that can do without, found kind ${description.kind}, which scores by them; keep them`,
    );
  }
  const rest = new Map([...tensors].filter(([name]) => !name.startsWith('history/')));
  const users = description.config.users === undefined ? [] : description.vocabulary.users;
  const vocabulary = { ...description.vocabulary, users };
  return { ...contents, tensors: rest, description: { ...description, vocabulary } };
}
