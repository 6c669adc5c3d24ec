import { InputError, nearestName } from '../../errors';

/** Reads values out of JSON and says where they are not what they must be. */
export class Place {
  constructor(private readonly path: string) {}

  at(name: string | number): Place {
    return new Place(`${this.path}${typeof name === 'number' ? `[${name}]` : `, "${name}"`}`);
  }

  refuse(expected: string, found: unknown): never {
    const shown = JSON.stringify(found)?.slice(0, 80) ?? 'nothing';
    throw new InputError(`${this.path}: expected ${expected}, found ${shown}`);
  }

  /** A record of the known names, all there but for the optional ones. */
  record(
    found: unknown,
    known: readonly string[],
    optional: readonly string[] = [],
  ): Record<string, unknown> {
    const fields = this.anyRecord(found);
    const unknown = Object.keys(fields).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new InputError(
        `${this.path}: unknown name "${unknown}"; did you mean "${nearestName(unknown, known)}"? Known: ${known.join(', ')}`,
      );
    const missing = known.find((name) => !optional.includes(name) && fields[name] === undefined);
    if (missing !== undefined) this.refuse(`"${missing}" to be given`, fields);
    return fields;
  }

  anyRecord(found: unknown): Record<string, unknown> {
    if (typeof found === 'object' && found !== null && !Array.isArray(found))
      return found as Record<string, unknown>;
    return this.refuse('a record', found);
  }

  text(found: unknown): string {
    return typeof found === 'string' && found !== '' ? found : this.refuse('a text', found);
  }

  oneOf<Name extends string>(found: unknown, known: readonly Name[]): Name {
    if (known.includes(found as Name)) return found as Name;
    const hint = typeof found === 'string' ? `; did you mean "${nearestName(found, known)}"?` : '';
    throw new InputError(
      `${this.path}: expected one of ${known.join(', ')}, found ${JSON.stringify(found)}${hint}`,
    );
  }

  number(found: unknown, isRight: (value: number) => boolean, expected: string): number {
    return typeof found === 'number' && Number.isFinite(found) && isRight(found)
      ? found
      : this.refuse(expected, found);
  }

  /** Not empty, each value once. */
  list<Value>(found: unknown, read: (value: unknown, place: Place) => Value): Value[] {
    if (!Array.isArray(found) || found.length === 0)
      return this.refuse('a list of at least one value', found);
    const values = found.map((value, i) => read(value, this.at(i)));
    if (new Set(values).size < values.length) this.refuse('each value once', found);
    return values;
  }
}

export const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 0;
export const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
export const isAbove0 = (value: number): boolean => value > 0;
export const isAtLeast0 = (value: number): boolean => value >= 0;
