import type { Random } from '../../random';
import type { LatentItem } from './catalogue';
import { CRAFTS } from './vocabulary/crafts';
import { GENRES } from './vocabulary/genres';
import { HEROES } from './vocabulary/heroes';
import { MOODS } from './vocabulary/moods';
import { SETTINGS } from './vocabulary/settings';
import { THEMES } from './vocabulary/themes';

/** An item as it stands in the file. */
export interface WrittenItem {
  readonly title: string;
  readonly description: string;
  readonly category: string;
}

/** How often the description says how well the film is made; else only the ratings tell. */
const CRAFT_SAID = 0.85;

function oneOf<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withArticle(phrase: string): string {
  return /^[aeiou]/.test(phrase) ? `an ${phrase}` : `a ${phrase}`;
}

/** Two different phrases of one value. */
function twoOf(phrases: readonly string[], random: Random): [string, string] {
  const [first, second] = random.permutation(phrases.length);
  return [phrases[first], phrases[second]];
}

function plot(item: LatentItem, random: Random): string {
  const hero = oneOf(HEROES, random);
  const setting = oneOf(SETTINGS[item.setting].phrases, random);
  const [first, second] = twoOf(GENRES[item.genre].phrases, random);
  return oneOf(
    [
      `${capitalised(setting)}, ${hero} ${first} and ${second}.`,
      `${capitalised(hero)} ${first} ${setting}, and ${second}.`,
      `${capitalised(hero)} ${first}; later the same person, ${setting}, ${second}.`,
    ],
    random,
  );
}

function manner(item: LatentItem, random: Random): string {
  const [first, second] = twoOf(MOODS[item.mood].phrases, random);
  const theme = oneOf(THEMES[item.theme].phrases, random);
  return oneOf(
    [
      `${capitalised(withArticle(first))}, ${second} film about ${theme}.`,
      `It is ${first} and ${second}, and deals with ${theme}.`,
      `Its subject is ${theme}, its tone ${first}, even ${second}.`,
    ],
    random,
  );
}

function description(item: LatentItem, random: Random): string {
  const sentences = [plot(item, random), manner(item, random)];
  if (random.uniform() < CRAFT_SAID) sentences.push(oneOf(CRAFTS[item.craft], random));
  return sentences.join(' ');
}

function title(item: LatentItem, random: Random): string {
  const place = oneOf(SETTINGS[item.setting].nouns, random);
  const subject = oneOf(THEMES[item.theme].nouns, random);
  const adjective = oneOf(MOODS[item.mood].title, random);
  return oneOf(
    [
      `The ${adjective} ${subject}`,
      `${adjective} ${place}`,
      `The ${place} and the ${subject}`,
      `${subject} at the ${place}`,
      `${capitalised(withArticle(subject.toLowerCase())).replace(subject.toLowerCase(), subject)} for the ${place}`,
      `The ${adjective} ${place}`,
    ],
    random,
  );
}

/** Puts items into words, each with a title of its own. */
export function writeItems(items: readonly LatentItem[], random: Random): WrittenItem[] {
  const taken = new Set<string>();
  return items.map((item) => {
    let name = title(item, random);
    while (taken.has(name)) name = title(item, random);
    taken.add(name);
    return { title: name, description: description(item, random), category: GENRES[item.genre].category };
  });
}
