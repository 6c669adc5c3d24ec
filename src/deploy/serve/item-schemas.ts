import type { Limits } from './limits';
import { id, idsUpTo, model, object, type Schema } from './schema-parts';

const aboutUser = ({ history }: Limits) => ({
  user: { ...id, description: 'The user, as the training data names it.' },
  history: idsUpTo(
    history,
    'Items taken or liked, oldest first; in place of what the model knows of the user.',
  ),
});
const byUserOrHistory = { anyOf: [{ required: ['user'] }, { required: ['history'] }] };

const basis = {
  type: 'string',
  enum: ['user', 'history', 'fold-in', 'popularity'],
  description:
    'What the answer rests on: the user as trained; the history that was sent; weights solved for the liked items; or, where nothing of the request is known, how often items were taken.',
};
const unknown = {
  type: 'array',
  items: { type: 'string' },
  description: 'Ids that the model does not know.',
};

const answers: Record<string, Schema> = {
  RecommendAnswer: object(
    {
      model,
      items: {
        type: 'array',
        description: 'Best first; equal scores stand in the order of the items’ ids.',
        items: object(
          {
            item: { type: 'string' },
            score: { type: 'number', description: 'The expected rating, or the logit of the next item.' },
            title: {
              type: ['string', 'null'],
              description: 'What people call it; null where the model has no titles.',
            },
          },
          ['item', 'score', 'title'],
        ),
      },
      basis,
      unknown,
    },
    ['model', 'items', 'basis', 'unknown'],
  ),
  ScoreAnswer: object(
    {
      model,
      items: {
        type: 'array',
        description: 'In the request’s order.',
        items: object(
          {
            item: { type: 'string' },
            score: {
              type: ['number', 'null'],
              description: 'Null for an item that the model does not know.',
            },
          },
          ['item', 'score'],
        ),
      },
      basis,
      unknown,
    },
    ['model', 'items', 'basis', 'unknown'],
  ),
  BatchAnswer: object({ answers: { type: 'array', items: { $ref: 'RecommendAnswer#' } } }, ['answers']),
};

/** Bodies of services that rank items, by name. */
export function itemSchemas(limits: Limits): Record<string, Schema> {
  const user = aboutUser(limits);
  return {
    RecommendRequest: object(
      {
        ...user,
        k: { type: 'integer', minimum: 1, maximum: limits.k, description: 'How many items.' },
        exclude: idsUpTo(limits.items, 'Never recommended.'),
        candidates: idsUpTo(limits.items, 'Where given, nothing else is recommended.'),
        includeSeen: {
          type: 'boolean',
          description: 'Whether what the user took may come back; as the model was measured where not given.',
        },
      },
      ['k'],
      { ...byUserOrHistory, examples: [{ user: 'u001', k: 10 }] },
    ),
    ScoreRequest: object(
      { ...user, items: { ...idsUpTo(limits.items, 'What to score.'), minItems: 1 } },
      ['items'],
      { ...byUserOrHistory, examples: [{ user: 'u001', items: ['i001', 'i002'] }] },
    ),
    BatchRequest: object(
      {
        requests: {
          type: 'array',
          items: { $ref: 'RecommendRequest#' },
          minItems: 1,
          maxItems: limits.batch,
        },
      },
      ['requests'],
      {
        examples: [
          {
            requests: [
              { user: 'u001', k: 10 },
              { history: ['i001'], k: 5 },
            ],
          },
        ],
      },
    ),
    ...answers,
  };
}
