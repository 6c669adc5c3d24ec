import { sha256 } from '../files/hash';
import type { Entities, RecommendationData } from './recommendation-data';

const EMPTY = new Float32Array(0);

function entityParts(entities: Entities): (string | Float32Array)[] {
  const features = entities.features;
  return [JSON.stringify([entities.ids, entities.texts, features?.names ?? null]), features?.values ?? EMPTY];
}

/** What not every data set has; one without it keeps the hash that it always had. */
function optionalParts({
  interactions: { weights },
  userGraph,
}: Pick<RecommendationData, 'interactions' | 'userGraph'>) {
  return [
    ...(weights ? ['weights', weights] : []),
    ...(userGraph ? ['userGraph', userGraph.offsets, userGraph.neighbours] : []),
  ];
}

/** sha256 over everything that a model or a split can see: ids, texts, features, ratings and their scale, friends. */
export function hashData(
  data: Omit<RecommendationData, 'hash' | 'report' | 'name' | 'publishedFolds'>,
): string {
  const { users, items, interactions } = data;
  return sha256(
    ...entityParts(users),
    ...entityParts(items),
    interactions.users,
    interactions.items,
    interactions.ratings,
    interactions.timestamps ?? EMPTY,
    data.expectations ?? EMPTY,
    JSON.stringify(data.levels),
    ...optionalParts(data),
  );
}
