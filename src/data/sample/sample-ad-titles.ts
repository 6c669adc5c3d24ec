import type { Random } from '../../random';

interface Topic {
  readonly goods: readonly string[];
  readonly people: readonly string[];
}

const qualities = [
  ...['reliable', 'affordable', 'brand new', 'award-winning', 'hand-made', 'lightweight'],
  ...['premium', 'classic', 'discounted', 'popular', 'limited edition', 'second-hand'],
];

const topics: readonly Topic[] = [
  {
    goods: ['hiking boots', 'camping tent', 'sleeping bag', 'climbing rope', 'trekking poles', 'rain jacket'],
    people: ['mountaineers', 'hikers', 'scouts', 'campers', 'outdoor guides', 'trail runners'],
  },
  {
    goods: ['chef knife', 'frying pan', 'stand mixer', 'cutting board', 'espresso machine', 'baking tray'],
    people: ['home cooks', 'bakers', 'restaurant kitchens', 'coffee lovers', 'food bloggers', 'families'],
  },
  {
    goods: [
      'gaming laptop',
      'mechanical keyboard',
      'graphics card',
      'headset',
      'console controller',
      'monitor',
    ],
    people: ['gamers', 'streamers', 'programmers', 'e-sports teams', 'students', 'video editors'],
  },
  {
    goods: ['acoustic guitar', 'violin strings', 'drum kit', 'stage piano', 'microphone', 'sheet music'],
    people: ['musicians', 'singers', 'orchestras', 'music teachers', 'bands', 'choirs'],
  },
  {
    goods: [
      'car insurance',
      'savings account',
      'mortgage loan',
      'credit card',
      'pension plan',
      'tax adviser',
    ],
    people: ['home owners', 'drivers', 'investors', 'retirees', 'small businesses', 'young couples'],
  },
  {
    goods: ['baby stroller', 'teddy bear', 'picture book', 'wooden blocks', 'cradle', 'toy train'],
    people: ['parents', 'toddlers', 'grandparents', 'kindergartens', 'newborns', 'nannies'],
  },
  {
    goods: ['lawn mower', 'tulip bulbs', 'garden hose', 'compost bin', 'rose fertiliser', 'greenhouse'],
    people: ['gardeners', 'allotment holders', 'florists', 'landscapers', 'nurseries', 'balcony growers'],
  },
  {
    goods: [
      'dog food',
      'cat scratching post',
      'aquarium filter',
      'bird cage',
      'leather leash',
      'hamster wheel',
    ],
    people: ['dog owners', 'cat lovers', 'vets', 'animal shelters', 'breeders', 'aquarists'],
  },
];

/** So many topics that an advertisement can be about. */
export const AD_TOPICS = topics.length;

/** Advertisements in words: which topic each is about, and a title of it, e.g. `premium chef knife for bakers`. */
export function drawAdTitles(ads: number, random: Random) {
  const drawn = (words: readonly string[]) => words[Math.floor(words.length * random.uniform())];
  const topicOf = Int32Array.from({ length: ads }, () => Math.floor(AD_TOPICS * random.uniform()));
  const titles = Array.from(topicOf, (topic) => {
    const { goods, people } = topics[topic];
    return `${drawn(qualities)} ${drawn(goods)} for ${drawn(people)}`;
  });
  return { topicOf, titles };
}
