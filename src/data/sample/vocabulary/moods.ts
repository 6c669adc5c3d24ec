import type { AttributeValue } from './attribute-value';

/** How it feels, as the end of "The tone is ..."; `adjectives` go into titles. */
export const MOODS: readonly (AttributeValue & { readonly adjectives: readonly string[] })[] = [
  {
    name: 'hopeful',
    adjectives: ['Bright', 'Rising', 'Golden', 'First'],
    phrases: [
      'hopeful, and leaves one with a lighter step',
      'bright and encouraging',
      'one of quiet confidence that things can turn out well',
      'uplifting without being sweet',
      'full of new beginnings',
    ],
    tastes: ['uplifting endings', 'hope and encouragement', 'films that cheer one up'],
  },
  {
    name: 'bleak',
    adjectives: ['Grey', 'Hollow', 'Broken', 'Last'],
    phrases: [
      'bleak from the first shot to the last',
      'merciless, with no comfort at the end',
      'dark, cold and despairing',
      'grim enough to need a walk afterwards',
      'one of unrelieved gloom',
    ],
    tastes: ['bleak and hopeless endings', 'grim stories', 'darkness without comfort'],
  },
  {
    name: 'whimsical',
    adjectives: ['Upside-Down', 'Paper', 'Clockwork', 'Curious'],
    phrases: [
      'whimsical, with a wink in every scene',
      'playful and slightly absurd',
      'as light and odd as a daydream',
      'full of quirks, puns and paper moons',
      'eccentric in the most charming way',
    ],
    tastes: ['whimsy', 'quirky and playful films', 'eccentric humour'],
  },
  {
    name: 'tense',
    adjectives: ['Silent', 'Sharp', 'Midnight', 'Hidden'],
    phrases: [
      'so tense that one forgets to breathe',
      'nerve-racking, a thriller in all but name',
      'one of mounting dread',
      'taut and full of menace',
      'edge-of-the-seat suspense',
    ],
    tastes: ['suspense', 'nail-biting tension', 'thrillers'],
  },
  {
    name: 'melancholic',
    adjectives: ['Autumn', 'Faded', 'Distant', 'Blue'],
    phrases: [
      'melancholic, like the last warm day of autumn',
      'wistful and full of longing',
      'sad in a gentle, lingering way',
      'one of tender regret',
      'nostalgic, with a lump in the throat',
    ],
    tastes: ['melancholy', 'wistful, bittersweet films', 'a good cry'],
  },
  {
    name: 'satirical',
    adjectives: ['Honourable', 'Perfect', 'Respectable', 'Profitable'],
    phrases: [
      'satirical, and spares nobody in power',
      'biting, a caricature of our betters',
      'ironic from the title onward',
      'mocking, with a sharp eye for vanity',
      'one of dry, cutting wit',
    ],
    tastes: ['satire', 'irony and social mockery', 'biting wit'],
  },
  {
    name: 'warm',
    adjectives: ['Gentle', 'Kind', 'Little', 'Sunday'],
    phrases: [
      'warm, like a kitchen in winter',
      'kind-hearted and cosy',
      'affectionate toward everyone in it',
      'comforting as a knitted blanket',
      'one of gentle good humour',
    ],
    tastes: ['cosy, kind-hearted films', 'warmth', 'comfort viewing'],
  },
  {
    name: 'epic',
    adjectives: ['Thousand', 'Great', 'Endless', 'Eternal'],
    phrases: [
      'grand, with trumpets and ten thousand extras',
      'sweeping and monumental',
      'epic in every gesture',
      'larger than life and proud of it',
      'one of thunder, banners and destiny',
    ],
    tastes: ['epics', 'grand spectacle', 'monumental pictures'],
  },
];
