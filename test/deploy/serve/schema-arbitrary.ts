import fc from 'fast-check';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A schema as the service writes them: JSON schema as far as it goes here; any other word is refused. */
export interface DocumentSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly properties?: Readonly<Record<string, DocumentSchema>>;
  readonly additionalProperties?: boolean | DocumentSchema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly { readonly required: readonly string[] }[];
  readonly items?: DocumentSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly examples?: readonly Json[];
}

export type Schemas = Readonly<Record<string, DocumentSchema>>;

export const words = [
  ...['$ref', 'type', 'enum', 'properties', 'additionalProperties', 'required', 'anyOf', 'items', 'minItems'],
  ...['maxItems', 'maxProperties', 'minLength', 'maxLength', 'minimum', 'maximum', 'description', 'examples'],
];

export function resolve(schema: DocumentSchema, schemas: Schemas): DocumentSchema {
  const unknown = Object.keys(schema).find((word) => !words.includes(word));
  if (unknown !== undefined) throw new Error(`the tests know no "${unknown}" in a schema`);
  if (schema.$ref === undefined) return schema;
  return resolve(schemas[schema.$ref.replace('#/components/schemas/', '')], schemas);
}

/** Ids that a model knows among any others. */
const text = ({ minLength = 0, maxLength = 40 }: DocumentSchema) =>
  fc.oneof(
    fc.constantFrom('u1', 'u2', 'i0', 'i1', 'i2', 'i29', '__proto__', 'constructor'),
    fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: 'binary' }),
    fc.string({ minLength: maxLength, maxLength, unit: 'grapheme-ascii' }),
  );

function objects(schema: DocumentSchema, schemas: Schemas): fc.Arbitrary<Json> {
  const { properties = {}, additionalProperties, required = [], anyOf } = schema;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, valid(field, schemas)]),
  );
  const records = fc.record(fields, { requiredKeys: [...required] });
  if (typeof additionalProperties === 'object')
    return fc.dictionary(text({ minLength: 1 }), valid(additionalProperties, schemas), { maxKeys: 5 });
  if (anyOf === undefined) return records;
  return records.filter((record) => anyOf.some((any) => any.required.every((name) => name in record)));
}

/** Values that a schema allows. */
export function valid(schema: DocumentSchema, schemas: Schemas): fc.Arbitrary<Json> {
  const own = resolve(schema, schemas);
  const { type = 'any', minimum = -1e6, maximum = 1e6, minItems = 0, maxItems = 10 } = own;
  if (own.enum !== undefined) return fc.constantFrom(...own.enum);
  if (typeof type !== 'string') return fc.oneof(...type.map((one) => valid({ ...own, type: one }, schemas)));
  const makers: Record<string, () => fc.Arbitrary<Json>> = {
    null: () => fc.constant(null),
    boolean: () => fc.boolean(),
    integer: () => fc.integer({ min: minimum, max: maximum }),
    number: () => fc.double({ min: minimum, max: maximum, noNaN: true }),
    string: () => text(own),
    array: () =>
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.array(valid(own.items ?? {}, schemas), {
            minLength: minItems,
            maxLength: Math.min(maxItems, 4),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.array(valid(own.items ?? {}, schemas), {
            minLength: Math.min(maxItems, 12),
            maxLength: Math.min(maxItems, 12),
          }),
        },
      ),
    object: () => objects(own, schemas),
  };
  return makers[type]();
}

/** The place of every value inside a value. */
function places(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, child]) => places(child, [...path, name]))];
}

function changed(value: Json, [name, ...rest]: readonly string[], change: (old: Json) => Json): Json {
  if (name === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, Json>;
  copy[name] = changed(copy[name], rest, change);
  return copy as Json;
}

const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, -1, 0, 1e308, -0, 2 ** 53, 1.5, '', 'x'.repeat(600), [], {}),
  fc.array(fc.constant<Json>('i1'), { minLength: 60, maxLength: 60 }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.constant(Array.from({ length: 500 }).reduce<Json>((inner) => [inner], 1)),
);

/** What a schema allows with one thing wrong, or right by chance: a value replaced, a field taken or added. */
export function mutated(schema: DocumentSchema, schemas: Schemas): fc.Arbitrary<Json> {
  return fc
    .tuple(
      valid(schema, schemas),
      fc.nat(),
      strange,
      fc.constantFrom('replace', 'remove', 'add'),
      fc.string(),
    )
    .map(([value, at, other, how, name]) => {
      const all = places(value);
      const path = all[at % all.length];
      if (how === 'replace') return changed(value, path, () => other);
      if (how === 'add')
        return changed(value, path, (old) =>
          old !== null && typeof old === 'object' && !Array.isArray(old) ? { ...old, [name]: other } : other,
        );
      return changed(value, path.slice(0, -1), (old) => {
        if (old === null || typeof old !== 'object') return other;
        return Object.fromEntries(Object.entries(old).filter(([key]) => key !== path[path.length - 1]));
      });
    });
}
