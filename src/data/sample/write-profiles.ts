import type { Random } from '../../random';
import { ATTRIBUTES, dot, type ValueVectors } from './catalogue';
import type { LatentUser } from './rating-model';

/** How many likes and dislikes a profile tells. */
const LIKES = 3;
const DISLIKES = 2;
/** People know themselves only roughly. */
const SELF_DECEPTION = 0.4;

/** What a user thinks of each value, most liked first. */
function rankedTastes(user: LatentUser, vectors: ValueVectors, random: Random): string[] {
  const tastes = ATTRIBUTES.flatMap(({ values }, attribute) =>
    values.map((value, v) => ({
      taste: value.tastes[random.integer(value.tastes.length)],
      liking: dot(user.vector, vectors[attribute][v]) + SELF_DECEPTION * random.normal(),
    })),
  );
  return tastes.sort((a, b) => b.liking - a.liking).map(({ taste }) => taste);
}

function inWords(tastes: readonly string[]): string {
  return `${tastes.slice(0, -1).join(', ')} and ${tastes[tastes.length - 1]}`;
}

function temper(bias: number): string {
  if (bias > 0.5) return ' Easy to please.';
  return bias < -0.5 ? ' A severe judge.' : '';
}

/** Puts a user into words: what is liked most, what least, and how strict a judge it is. */
export function writeProfile(user: LatentUser, vectors: ValueVectors, random: Random): string {
  const tastes = rankedTastes(user, vectors, random);
  const likes = inWords(tastes.slice(0, LIKES));
  const dislikes = inWords(tastes.slice(-DISLIKES).reverse());
  const forms = [
    `Enjoys ${likes}; cannot stand ${dislikes}.`,
    `A lover of ${likes}, and bored by ${dislikes}.`,
    `Always in the mood for ${likes}, never for ${dislikes}.`,
  ];
  return forms[random.integer(forms.length)] + temper(user.bias);
}
