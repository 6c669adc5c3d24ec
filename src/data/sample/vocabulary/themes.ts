import type { AttributeValue } from './attribute-value';

/** What it is about, as the end of "At heart it is about ..."; `nouns` go into titles. */
export const THEMES: readonly (AttributeValue & { readonly nouns: readonly string[] })[] = [
  {
    name: 'family',
    nouns: ['Daughter', 'Brothers', 'Inheritance', 'Homecoming'],
    phrases: [
      'a family learning to speak to one another again',
      'fathers, daughters and what was never said at dinner',
      'siblings who have to share more than an inheritance',
      'coming home after too many years',
      'the bonds of blood and how they hold',
    ],
    tastes: ['family ties', 'parents and children making up', 'homecomings'],
  },
  {
    name: 'revenge',
    nouns: ['Vengeance', 'Debt', 'Reckoning', 'Grudge'],
    phrases: [
      'revenge and the price of carrying it out',
      'settling an old score',
      'a grudge that outlives its cause',
      'making the guilty pay',
      'an eye for an eye, and the blindness that follows',
    ],
    tastes: ['revenge', 'old scores being settled', 'avengers'],
  },
  {
    name: 'growing up',
    nouns: ['Summer', 'Youth', 'Birthday', 'Beginnings'],
    phrases: [
      'growing up faster than one wants to',
      'the summer in which childhood ends',
      'first times and the shame of them',
      'finding out that adults do not know either',
      'becoming oneself at sixteen',
    ],
    tastes: ['coming-of-age stories', 'growing up', 'first summers and first mistakes'],
  },
  {
    name: 'forbidden love',
    nouns: ['Secret', 'Vow', 'Lovers', 'Letter'],
    phrases: [
      'a love that the law, the church and both families forbid',
      'desire that has to hide',
      'two people kept apart by everything but their hearts',
      'a secret affair and its discovery',
      'passion across a border nobody may cross',
    ],
    tastes: ['forbidden love', 'secret passion', 'star-crossed lovers'],
  },
  {
    name: 'survival',
    nouns: ['Survivor', 'Fire', 'Storm', 'Winter'],
    phrases: [
      'staying alive with a knife, a rope and a stubborn will',
      'hunger, cold and the refusal to give up',
      'what people do when help will not come',
      'enduring one more night',
      'survival against all the odds',
    ],
    tastes: ['survival against the odds', 'endurance and hardship', 'castaways and the stranded'],
  },
  {
    name: 'ambition',
    nouns: ['Fortune', 'Empire', 'Ladder', 'Applause'],
    phrases: [
      'ambition and what it devours',
      'the climb to the top and the loneliness there',
      'selling one’s friends for success',
      'fame, money and the fear of losing both',
      'wanting too much too soon',
    ],
    tastes: ['ambition and downfall', 'rise-and-fall stories', 'the price of success'],
  },
  {
    name: 'friendship',
    nouns: ['Companions', 'Promise', 'Strangers', 'Picnic'],
    phrases: [
      'friendship between people who have nothing in common',
      'loyalty when it costs something',
      'an unlikely pair who come to need each other',
      'old companions and a promise they keep',
      'the friends who become one’s family',
    ],
    tastes: ['friendship', 'unlikely companions', 'loyal friends'],
  },
  {
    name: 'identity',
    nouns: ['Mirror', 'Memory', 'Mask', 'Name'],
    phrases: [
      'memory, identity and whether one can trust either',
      'a person who wakes up as somebody else',
      'the masks we wear until they fit',
      'forgetting who one was',
      'the question of what makes a self',
    ],
    tastes: ['puzzles of identity', 'memory and lost selves', 'films about who we are'],
  },
  {
    name: 'justice',
    nouns: ['Witness', 'Truth', 'Trial', 'Silence'],
    phrases: [
      'justice in a town where everything is for sale',
      'one honest voice against corruption',
      'telling the truth when it ruins you',
      'standing up to the powerful',
      'the little people’s fight for their rights',
    ],
    tastes: ['justice against corruption', 'whistle-blowers', 'the fight for what is right'],
  },
  {
    name: 'faith',
    nouns: ['Prayer', 'Miracle', 'Pilgrim', 'Bell'],
    phrases: [
      'faith and the long night of doubt',
      'a miracle that nobody asked for',
      'looking for God in an empty chapel',
      'a pilgrimage, and what is found at its end',
      'belief, grace and forgiveness',
    ],
    tastes: ['faith and doubt', 'spiritual journeys', 'questions of belief'],
  },
];
