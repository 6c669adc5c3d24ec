import type { AttributeValue } from './attribute-value';

/** Whom it follows, as the subject of a sentence. */
export const HEROES: readonly AttributeValue[] = [
  {
    name: 'veteran',
    phrases: [
      'a retired sergeant',
      'an ageing soldier with a limp',
      'a veteran who had seen too much',
      'an old campaigner',
    ],
    tastes: ['old soldiers', 'heroes with a past'],
  },
  {
    name: 'orphan',
    phrases: [
      'an orphan girl',
      'a boy without parents',
      'a runaway of eleven',
      'a foundling with a stolen coat',
    ],
    tastes: ['orphans and runaways', 'plucky children'],
  },
  {
    name: 'sisters',
    phrases: [
      'two quarrelling sisters',
      'a pair of twins',
      'three sisters and their aunt',
      'a girl and her elder sister',
    ],
    tastes: ['sisters', 'stories about siblings'],
  },
  {
    name: 'scientist',
    phrases: [
      'a brilliant physicist',
      'a young biologist',
      'an absent-minded professor',
      'a mathematician on leave',
    ],
    tastes: ['scientists', 'brainy heroes'],
  },
  {
    name: 'trickster',
    phrases: ['a charming swindler', 'a con woman', 'a card sharp with good manners', 'an impostor'],
    tastes: ['rogues and con artists', 'charming liars'],
  },
  {
    name: 'animal',
    phrases: ['a stray dog', 'an old circus elephant', 'a fox cub', 'a talkative parrot and its keeper'],
    tastes: ['animals', 'dogs and other four-legged heroes'],
  },
  {
    name: 'doctor',
    phrases: ['a country doctor', 'a midwife', 'a surgeon who had lost her nerve', 'a night nurse'],
    tastes: ['doctors and nurses', 'healers'],
  },
  {
    name: 'widow',
    phrases: [
      'a widow of seventy',
      'a grandmother with a motorbike',
      'a pensioner',
      'an elderly gentleman of stubborn habits',
    ],
    tastes: ['elderly heroes', 'grandmothers with spirit'],
  },
];
