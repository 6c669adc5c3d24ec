import type { Random } from '../../random';
import { ATTRIBUTES, dot, type ValueVectors } from './catalogue';
import type { LatentUser } from './rating-model';

/** How many likes of each attribute (genre, setting, mood, theme) a profile tells. */
const TOLD = [3, 2, 1, 1];
/** People know themselves only roughly. */
const SELF_DECEPTION = 0.2;

/** What a user thinks of an attribute's values, in words, most liked first. */
function rankedTastes(user: LatentUser, attribute: number, vectors: ValueVectors, random: Random): string[] {
  return ATTRIBUTES[attribute].values
    .map((value, v) => ({
      taste: value.tastes[random.integer(value.tastes.length)],
      liking: dot(user.vector, vectors[attribute][v]) + SELF_DECEPTION * random.normal(),
    }))
    .sort((a, b) => b.liking - a.liking)
    .map(({ taste }) => taste);
}

function inWords(tastes: readonly string[]): string {
  return `${tastes.slice(0, -1).join(', ')} and ${tastes[tastes.length - 1]}`;
}

function temper(bias: number): string {
  if (bias > 0.4) return ' Easy to please.';
  return bias < -0.4 ? ' A severe judge.' : '';
}

/** Puts a user into words: what is liked most, and how strict a judge it is. */
export function writeProfile(user: LatentUser, vectors: ValueVectors, random: Random): string {
  const ranked = ATTRIBUTES.map((_, attribute) => rankedTastes(user, attribute, vectors, random));
  const likes = inWords(ranked.flatMap((tastes, attribute) => tastes.slice(0, TOLD[attribute])));
  const forms = [`Enjoys ${likes}.`, `A lover of ${likes}.`, `Always in the mood for ${likes}.`];
  return forms[random.integer(forms.length)] + temper(user.bias);
}
