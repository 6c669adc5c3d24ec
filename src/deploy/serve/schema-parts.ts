/** JSON schema, as far as the service's own go. */
export type Schema = Readonly<Record<string, unknown>>;

export const id = { type: 'string', minLength: 1, maxLength: 512 };
export const idsUpTo = (maxItems: number, description: string) => ({
  type: 'array',
  items: id,
  maxItems,
  description,
});

/** An object of these fields and no others. */
export function object(properties: Schema, required: readonly string[], more: Schema = {}): Schema {
  return { type: 'object', properties, required, additionalProperties: false, ...more };
}

/** Which model gave an answer. */
export const model = object(
  {
    name: { type: 'string' },
    version: { type: 'string', description: 'The first 16 digits of the sha256 over the model’s files.' },
  },
  ['name', 'version'],
);
/** What every service sends besides its answers. */
export const stateSchemas: Record<string, Schema> = {
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
