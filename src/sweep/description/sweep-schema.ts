const numbers = (item: object) => ({ type: 'array', items: item, minItems: 1, uniqueItems: true });
const record = (properties: object, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const whole = { type: 'integer', minimum: 0 };
const names = numbers({ type: 'string', minLength: 1 });
const limit = { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }] };

const axis = (number: object, says: string) => ({
  description: says,
  anyOf: [numbers(number), record({ from: number, to: number, scale: { enum: ['linear', 'log'] } })],
});
const above0 = { type: 'number', exclusiveMinimum: 0 };
const atLeast0 = { type: 'number', minimum: 0 };

const option = {
  anyOf: [
    { type: ['string', 'number', 'boolean'] },
    { type: 'array', items: { type: ['string', 'number'] }, minItems: 1 },
  ],
};
const options = (says: string) => ({ description: says, type: 'object', additionalProperties: option });

const grid = record({ kind: { const: 'grid' } });
const random = record({
  kind: { const: 'random' },
  count: { type: 'integer', minimum: 1 },
  seed: whole,
});
const halving = record({
  kind: { const: 'halving' },
  eta: { type: 'number', exclusiveMinimum: 1 },
  rungs: numbers({ type: 'integer', minimum: 1 }),
  start: { anyOf: [grid, random] },
});

const properties = {
  $schema: { type: 'string' },
  name: {
    description: 'Letters, digits, "-", "_" and "."; names the folder',
    type: 'string',
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  },
  task: { enum: ['rating', 'ranking', 'click'] },
  profile: { description: 'Sizes of all that is not searched', enum: ['small', 'full'] },
  data: options('Options of recdistill distill for data and split, e.g. { "dataset": "sample" }'),
  teacher: options('Options of recdistill distill for the teacher, e.g. { "members": 2, "text": "none" }'),
  students: names,
  methods: { ...names, description: 'Ways of distilling; ["distilled"] for ratings' },
  folds: { anyOf: [names, { type: 'integer', minimum: 2 }, { type: 'null' }] },
  seeds: record({ search: numbers(whole), final: numbers(whole) }),
  space: record(
    {
      learningRates: axis(above0, 'Of AdamW'),
      weightDecays: axis(atLeast0, 'Of AdamW'),
      temperatures: axis(above0, 'That soften the teacher'),
      alphas: axis(above0, "Weights of the teacher's term"),
      hardWeights: axis(atLeast0, "Weights of observed items beside the teacher's, for rankings"),
    },
    ['temperatures', 'alphas', 'hardWeights'],
  ),
  search: { anyOf: [grid, random, halving] },
  limits: { ...record({ job: limit, sweep: limit }), description: 'Seconds, or null' },
};

/** The JSON schema of `sweep.json`, for editors; draft 2020-12. */
export const sweepSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A sweep of recdistill',
  ...record(properties, ['$schema']),
};
