import type { Limits } from './limits';
import { id, model, object, type Schema } from './schema-parts';

/** Bodies of services that predict clicks, by name. */
export function clickSchemas(limits: Limits): Record<string, Schema> {
  return {
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
      { examples: [{ rows: [{ hour: 14, site: 'a.example', device: null }] }] },
    ),
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
  };
}
