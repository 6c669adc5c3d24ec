import type { SeenItems } from '../../../evaluate/ranking/rank-counter';

/** Whether a teacher's list may hold what its query knows, by how students are judged. */
export function excludedFrom(seenItems: SeenItems): 'seen' | 'nothing' {
  return seenItems === 'masked' ? 'seen' : 'nothing';
}
