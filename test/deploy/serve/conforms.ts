import { type DocumentSchema, type Json, resolve, type Schemas } from './schema-arbitrary';

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function isOf(type: string, value: Json): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

function faultsOfObject(
  own: DocumentSchema,
  value: { [name: string]: Json },
  schemas: Schemas,
  at: string,
): string[] {
  const { properties = {}, additionalProperties, required = [] } = own;
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${at}.${name} is missing`);
  const others = Object.entries(value).flatMap(([name, child]) => {
    if (Object.hasOwn(properties, name)) return faults(properties[name], child, schemas, `${at}.${name}`);
    return additionalProperties === false ? [`${at}.${name} is not known`] : [];
  });
  return [...missing, ...others];
}

/** Where a value is not as a schema says; a check of the tests' own, apart from the one that the service runs. */
export function faults(schema: DocumentSchema, value: Json, schemas: Schemas, at = ''): string[] {
  const own = resolve(schema, schemas);
  const { type, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = own;
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (!types.some((one) => isOf(one, value))) return [`${at} is ${typeOf(value)}, not ${types.join(' or ')}`];
  if (own.enum !== undefined && !own.enum.includes(value)) return [`${at} is none of ${own.enum.join(', ')}`];
  if (typeof value === 'number' && !(value >= minimum && value <= maximum))
    return [`${at} is out of its range`];
  if (Array.isArray(value)) {
    const { items } = own;
    return items === undefined
      ? []
      : value.flatMap((child, i) => faults(items, child, schemas, `${at}[${i}]`));
  }
  return typeof value === 'object' && value !== null ? faultsOfObject(own, value, schemas, at) : [];
}
