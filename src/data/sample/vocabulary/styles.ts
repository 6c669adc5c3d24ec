import type { AttributeValue } from './attribute-value';

/** How fast it goes, as a sentence of its own. */
export const PACES: readonly AttributeValue[] = [
  {
    name: 'slow',
    phrases: [
      'It takes its time, in long and patient shots.',
      'Little happens, and every glance counts.',
      'The camera lingers; nothing is hurried.',
      'A meditative film that moves like a slow river.',
      'Viewers need patience for its three unhurried hours.',
    ],
    tastes: ['slow, contemplative films', 'patient storytelling'],
  },
  {
    name: 'steady',
    phrases: [
      'It moves along at an even walking pace.',
      'Well-measured, neither rushed nor idle.',
      'The plot unfolds step by step.',
      'Scene follows scene in good order.',
    ],
    tastes: ['solid, well-measured plots', 'classical storytelling'],
  },
  {
    name: 'fast',
    phrases: [
      'It starts at a sprint and never stops for breath.',
      'Cuts, chases and collisions from the first minute.',
      'Breakneck from beginning to end.',
      'Ninety minutes that race by.',
      'A whirlwind; blink and you miss a twist.',
    ],
    tastes: ['fast-moving films', 'chases and rapid cuts'],
  },
];

/** Whom it is for, as a sentence of its own. */
export const AUDIENCES: readonly (AttributeValue & { readonly category: string | null })[] = [
  {
    name: 'children',
    category: 'family',
    phrases: [
      'Made for the whole family, from six years on.',
      'Children will love it, and so will whoever takes them.',
      'A picture for small people with big eyes.',
      'Nothing here will scare a seven-year-old.',
    ],
    tastes: ['films one can watch with children', 'family entertainment'],
  },
  {
    name: 'teenagers',
    category: null,
    phrases: [
      'Teenagers will see themselves in it.',
      'It speaks the language of fifteen-year-olds.',
      'A hit with the high-school crowd.',
      'Young audiences quote it by heart.',
    ],
    tastes: ['films for teenagers', 'youth pictures'],
  },
  {
    name: 'adults',
    category: null,
    phrases: [
      'Strictly for grown-ups.',
      'Not suitable for younger viewers.',
      'A mature work for an adult audience.',
      'Leave the children at home for this one.',
    ],
    tastes: ['films for grown-ups', 'mature themes'],
  },
];

/** How well it is made, best last, as a sentence of its own. Everybody likes the good ones better. */
export const CRAFTS: readonly AttributeValue[] = [
  {
    name: 'poor',
    phrases: [
      'The dialogue is wooden and the sets wobble.',
      'Clumsily edited and badly lit.',
      'Even the cast looks embarrassed.',
      'A muddle from start to finish.',
      'Critics called it the flop of the season.',
    ],
    tastes: [],
  },
  {
    name: 'uneven',
    phrases: [
      'The first half is better than the second.',
      'Some scenes work, others fall flat.',
      'A mixed bag with a few good moments.',
      'Reviews were lukewarm.',
    ],
    tastes: [],
  },
  {
    name: 'good',
    phrases: [
      'Well acted and handsomely shot.',
      'A solid script with convincing characters.',
      'Reviewers were pleased, and rightly so.',
      'Carefully made in every department.',
    ],
    tastes: [],
  },
  {
    name: 'superb',
    phrases: [
      'A masterpiece, showered with awards.',
      'The acting is unforgettable and the script flawless.',
      'Hailed as one of the best films of the decade.',
      'Everything in it is done to perfection.',
      'Critics stood up and cheered.',
    ],
    tastes: [],
  },
];
