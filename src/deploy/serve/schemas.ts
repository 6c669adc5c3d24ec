import type { Limits } from './limits';

/** JSON schema, as far as the service's own go. */
export type Schema = Readonly<Record<string, unknown>>;

const id = { type: 'string', minLength: 1, maxLength: 512 };
const idsUpTo = (maxItems: number, description: string) => ({
  type: 'array',
  items: id,
  maxItems,
  description,
});

function object(properties: Schema, required: readonly string[], more: Schema = {}): Schema {
  return { type: 'object', properties, required, additionalProperties: false, ...more };
}

const aboutUser = ({ history }: Limits) => ({
  user: { ...id, description: 'The user, as the training data names it.' },
  history: idsUpTo(
    history,
    'Items taken or liked, oldest first; in place of what the model knows of the user.',
  ),
});
const byUserOrHistory = { anyOf: [{ required: ['user'] }, { required: ['history'] }] };

const model = object(
  {
    name: { type: 'string' },
    version: { type: 'string', description: 'The first 16 digits of the sha256 over the model’s files.' },
  },
  ['name', 'version'],
);
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

function requestSchemas(limits: Limits): Record<string, Schema> {
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
    ),
    ClicksRequest: object(
      {
        rows: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: { type: ['string', 'number', 'null'], maxLength: 4096 },
            maxProperties: 1024,
          },
          minItems: 1,
          maxItems: limits.items,
          description:
            'Impressions by the names of the log’s columns; null or absent where a value is missing.',
        },
        key: {
          ...id,
          description: 'What is to stay with one of several models, such as a user; else the rows decide.',
        },
      },
      ['rows'],
    ),
  };
}

const answerSchemas: Record<string, Schema> = {
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
  ClicksAnswer: object(
    {
      model,
      probabilities: {
        type: 'array',
        items: { type: 'number', minimum: 0, maximum: 1 },
        description: 'Of a click, by row.',
      },
    },
    ['model', 'probabilities'],
  ),
  Health: object({ status: { type: 'string' } }, ['status']),
  Failure: object(
    {
      statusCode: { type: 'integer' },
      code: { type: 'string', description: 'What went wrong, for programs.' },
      message: { type: 'string', description: 'What went wrong, for people.' },
      field: { type: ['string', 'null'], description: 'Where in the request, e.g. requests[3].k.' },
      requestId: { type: 'string', description: 'As in the header x-request-id and in the log.' },
    },
    ['statusCode', 'code', 'message', 'field', 'requestId'],
  ),
};

/** Every body that the service reads or sends, by name. */
export function schemasFor(limits: Limits): Record<string, Schema> {
  return { ...requestSchemas(limits), ...answerSchemas };
}
