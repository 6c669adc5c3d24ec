import { check } from '../student-error';

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((x) => typeof x === 'string');

export const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((x) => Number.isFinite(x));

/** A JSON object whose fields are checked as they are asked for. */
export class Fields {
  constructor(
    /** Names file and object in errors. */
    readonly where: string,
    readonly json: Json,
  ) {}

  has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  /** A whole number. */
  count(name: string, least = 1): number {
    const value = this.number(name);
    this.check(Number.isSafeInteger(value) && value >= least, `a whole number of at least ${least}`, name);
    return value;
  }

  number(name: string): number {
    const value = this.json[name];
    this.check(Number.isFinite(value), 'a number', name);
    return value as number;
  }

  /** False where it is not there. */
  flag(name: string): boolean {
    const { [name]: value = false } = this.json;
    this.check(typeof value === 'boolean', 'true or false', name);
    return value as boolean;
  }

  word<T extends string>(name: string, known: readonly T[]): T {
    const found = known.find((word) => word === this.json[name]);
    this.check(found !== undefined, known.join(' or '), name);
    return found as T;
  }

  text(name: string): string {
    this.check(typeof this.json[name] === 'string', 'text', name);
    return this.json[name] as string;
  }

  texts(name: string): readonly string[] {
    this.check(isTexts(this.json[name]), 'a list of texts', name);
    return this.json[name] as string[];
  }

  numbers(name: string): readonly number[] {
    this.check(isNumbers(this.json[name]), 'a list of numbers', name);
    return this.json[name] as number[];
  }

  /** Whole numbers of at least 1. */
  counts(name: string): readonly number[] {
    const found = this.numbers(name);
    this.check(
      found.every((x) => Number.isSafeInteger(x) && x >= 1),
      'whole numbers of at least 1',
      name,
    );
    return found;
  }

  part(name: string): Fields {
    const value = this.json[name];
    this.check(isJson(value), 'an object', name);
    return new Fields(`${this.where}, ${name}`, value as Json);
  }

  parts(name: string): readonly Fields[] {
    const value = this.json[name];
    this.check(Array.isArray(value) && value.every(isJson), 'a list of objects', name);
    return (value as Json[]).map((own, i) => new Fields(`${this.where}, ${name}[${i}]`, own));
  }

  private check(holds: boolean, expected: string, name: string): void {
    check(holds, `${this.where}, ${name}`, expected, this.json[name]);
  }
}
