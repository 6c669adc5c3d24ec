import type { AttributeValue } from './attribute-value';

/** Where it happens, as an adverbial phrase; `nouns` and `places` go into titles. */
export const SETTINGS: readonly (AttributeValue & { readonly nouns: readonly string[] })[] = [
  {
    name: 'coast',
    nouns: ['Lighthouse', 'Harbour', 'Tide', 'Seagull', 'Jetty'],
    phrases: [
      'in a fishing village on a windy cape',
      'beneath the lighthouse of a lonely shore',
      'where the tide covers the only road twice a day',
      'among nets, gulls and weathered boats',
      'on the quay of a harbour that the ferries had abandoned',
    ],
    tastes: ['the seaside', 'harbours and fishermen', 'stories by the shore'],
  },
  {
    name: 'metropolis',
    nouns: ['Skyline', 'Subway', 'Rooftop', 'Avenue', 'Neon'],
    phrases: [
      'in a city of glass towers that never sleeps',
      'between subway tunnels and penthouse terraces',
      'on avenues drenched in neon and rain',
      'among the rush-hour crowds of the capital',
      'high above the traffic of twenty million people',
    ],
    tastes: ['big cities', 'neon and skyscrapers', 'urban stories'],
  },
  {
    name: 'desert',
    nouns: ['Dune', 'Caravan', 'Mirage', 'Oasis', 'Canyon'],
    phrases: [
      'in a desert where wells are worth more than gold',
      'along a caravan route across endless dunes',
      'under a sun that bleaches bones and signposts',
      'at a petrol station sixty miles from any water',
      'between red canyons and dry riverbeds',
    ],
    tastes: ['deserts and dunes', 'sun-bleached landscapes', 'caravans and canyons'],
  },
  {
    name: 'ice',
    nouns: ['Glacier', 'Blizzard', 'Icebreaker', 'Snowfield', 'Aurora'],
    phrases: [
      'at a research station deep in the polar night',
      'on an icebreaker trapped in the frozen sea',
      'across glaciers and snowfields without a track',
      'in a northern outpost that the blizzard had cut off',
      'under the aurora, at forty degrees below zero',
    ],
    tastes: ['snow and ice', 'the Arctic', 'polar winters'],
  },
  {
    name: 'school',
    nouns: ['Classroom', 'Playground', 'Dormitory', 'Lesson', 'Blackboard'],
    phrases: [
      'at a boarding school with too many rules',
      'in the corridors of an ordinary secondary school',
      'between the lockers, the gym and the headmaster’s office',
      'during the last term before the final examinations',
      'on a campus where everybody knows everybody',
    ],
    tastes: ['school stories', 'classrooms and campuses', 'pupils and their teachers'],
  },
  {
    name: 'court',
    nouns: ['Crown', 'Palace', 'Throne', 'Duchess', 'Garden'],
    phrases: [
      'at the court of a young and childless queen',
      'behind the velvet curtains of a royal palace',
      'among dukes, wigs and whispered alliances',
      'in a castle whose heirs could not agree',
      'during the last ball of a doomed dynasty',
    ],
    tastes: ['royal courts', 'palaces and intrigue', 'costume pieces with kings and queens'],
  },
  {
    name: 'ship',
    nouns: ['Anchor', 'Voyage', 'Mast', 'Captain', 'Horizon'],
    phrases: [
      'aboard a three-master bound for the southern islands',
      'below the decks of a rusting freighter',
      'on the open ocean, two months from land',
      'with a mutinous crew and a compass that lied',
      'on a liner whose passengers had all changed their names',
    ],
    tastes: ['life at sea', 'ships and sailors', 'ocean voyages'],
  },
  {
    name: 'mountain',
    nouns: ['Summit', 'Monastery', 'Valley', 'Ridge', 'Avalanche'],
    phrases: [
      'in a mountain monastery above the clouds',
      'on the north face of an unclimbed peak',
      'in an alpine valley closed by avalanches',
      'among shepherds on the high pastures',
      'along a ridge where the air is thin and the paths are narrow',
    ],
    tastes: ['mountains', 'alpine landscapes', 'summits and climbers'],
  },
  {
    name: 'suburb',
    nouns: ['Lawn', 'Driveway', 'Neighbour', 'Fence', 'Kitchen'],
    phrases: [
      'on a street of clipped hedges and identical garages',
      'in a quiet suburb behind white fences',
      'between barbecues, school runs and parents’ evenings',
      'at a kitchen table on the edge of town',
      'where the neighbours count each other’s cars',
    ],
    tastes: ['suburbia', 'neighbours and family kitchens', 'everyday life in quiet streets'],
  },
  {
    name: 'jungle',
    nouns: ['River', 'Orchid', 'Jaguar', 'Canopy', 'Monsoon'],
    phrases: [
      'in a rainforest that swallows every path',
      'up a brown river full of caimans',
      'under a canopy loud with parrots and monkeys',
      'during a monsoon that would not end',
      'among vines, orchids and jaguars',
    ],
    tastes: ['jungles', 'rainforests and rivers', 'tropical wilderness'],
  },
];
