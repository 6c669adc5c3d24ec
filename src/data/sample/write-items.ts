import type { Random } from '../../random';
import { ATTRIBUTES, type LatentItem } from './catalogue';
import { GENRES } from './vocabulary/genres';
import { MOODS } from './vocabulary/moods';
import { SETTINGS } from './vocabulary/settings';
import { AUDIENCES, CRAFTS } from './vocabulary/styles';
import { THEMES } from './vocabulary/themes';

/** An item as it stands in the file. */
export interface WrittenItem {
  readonly title: string;
  readonly description: string;
  readonly categories: readonly string[];
}

type Part = (typeof ATTRIBUTES)[number]['name'];

/** How often a description says each thing at all. */
const SAID: Readonly<Record<'hero' | 'setting' | 'theme' | 'mood' | 'pace' | 'audience' | 'craft', number>> =
  {
    hero: 1,
    setting: 0.95,
    theme: 0.95,
    mood: 0.95,
    pace: 0.85,
    audience: 0.8,
    craft: 0.85,
  };

function oneOf<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function valueIndex(item: LatentItem, part: Part): number {
  return item.values[ATTRIBUTES.findIndex(({ name }) => name === part)];
}

function phraseOf(item: LatentItem, part: Part, random: Random): string {
  const attribute = ATTRIBUTES.find(({ name }) => name === part) as (typeof ATTRIBUTES)[number];
  return oneOf(attribute.values[valueIndex(item, part)].phrases, random);
}

function plotSentence(item: LatentItem, random: Random): string {
  const hero = phraseOf(item, 'hero', random);
  const plot = phraseOf(item, 'genre', random);
  if (random.uniform() >= SAID.setting) return `${capitalised(hero)} ${plot}.`;
  const setting = phraseOf(item, 'setting', random);
  return oneOf(
    [
      `${capitalised(setting)}, ${hero} ${plot}.`,
      `The story of how, ${setting}, ${hero} ${plot}.`,
      `Once, ${setting}, ${hero} ${plot}.`,
    ],
    random,
  );
}

function themeSentence(item: LatentItem, random: Random): string {
  const theme = phraseOf(item, 'theme', random);
  return oneOf(
    [
      `At heart it is about ${theme}.`,
      `Its subject is ${theme}.`,
      `Under it all lies ${theme}.`,
      `A film on ${theme}.`,
    ],
    random,
  );
}

function moodSentence(item: LatentItem, random: Random): string {
  const mood = phraseOf(item, 'mood', random);
  return oneOf([`The tone is ${mood}.`, `The mood is ${mood}.`, `The atmosphere is ${mood}.`], random);
}

function description(item: LatentItem, random: Random): string {
  const isSaid = (part: keyof typeof SAID) => random.uniform() < SAID[part];
  const sentences = [plotSentence(item, random)];
  if (isSaid('theme')) sentences.push(themeSentence(item, random));
  if (isSaid('mood')) sentences.push(moodSentence(item, random));
  if (isSaid('pace')) sentences.push(phraseOf(item, 'pace', random));
  if (isSaid('audience')) sentences.push(phraseOf(item, 'audience', random));
  if (isSaid('craft')) sentences.push(oneOf(CRAFTS[item.craft].phrases, random));
  return sentences.join(' ');
}

function title(item: LatentItem, random: Random): string {
  const place = () => oneOf(SETTINGS[valueIndex(item, 'setting')].nouns, random);
  const subject = () => oneOf(THEMES[valueIndex(item, 'theme')].nouns, random);
  const adjective = () => oneOf(MOODS[valueIndex(item, 'mood')].adjectives, random);
  const patterns = [
    () => `The ${adjective()} ${subject()}`,
    () => `${adjective()} ${place()}`,
    () => `The ${place()} and the ${subject()}`,
    () => `${subject()} at the ${place()}`,
    () => `A ${subject()} for the ${place()}`,
    () => `The ${adjective()} ${place()}`,
  ];
  return oneOf(patterns, random)();
}

function categoriesOf(item: LatentItem): string[] {
  const audience = AUDIENCES[valueIndex(item, 'audience')].category;
  const genre = GENRES[valueIndex(item, 'genre')].category;
  return audience === null ? [genre] : [genre, audience];
}

/** Puts items into words, each with a title of its own. */
export function writeItems(items: readonly LatentItem[], random: Random): WrittenItem[] {
  const taken = new Set<string>();
  return items.map((item) => {
    let name = title(item, random);
    while (taken.has(name)) name = title(item, random);
    taken.add(name);
    return { title: name, description: description(item, random), categories: categoriesOf(item) };
  });
}
