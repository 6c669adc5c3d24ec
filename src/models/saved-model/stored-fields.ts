import type { FeatureTable } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import type { Parameter } from '../../tensor/parameter';
import type { CompactRows } from '../compact-table';

/** What was read from a model's folder: its config and tensors, checked as they are asked for. */
export class StoredFields {
  constructor(
    /** Names the file in errors. */
    readonly path: string,
    protected readonly config: Readonly<Record<string, unknown>>,
    protected readonly tensors: ReadonlyMap<string, StoredTensor>,
  ) {}

  number(name: string): number {
    const value = this.config[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.refuse(`config.${name} to be a number`, JSON.stringify(value));
  }

  numbers(name: string): number[] {
    const value = this.config[name];
    if (Array.isArray(value) && value.every((x) => typeof x === 'number')) return value;
    return this.refuse(`config.${name} to be a list of numbers`, JSON.stringify(value));
  }

  boolean(name: string): boolean {
    const value = this.config[name];
    if (typeof value === 'boolean') return value;
    return this.refuse(`config.${name} to be true or false`, JSON.stringify(value));
  }

  /** As `boolean`, false where the model was saved before there was such a field. */
  flag(name: string): boolean {
    return this.config[name] === undefined ? false : this.boolean(name);
  }

  /** How a table of ids is shared; undefined where each id has a row of its own. */
  compactRows(name: string): CompactRows | undefined {
    if (this.config[name] === undefined) return undefined;
    const own = this.part(name);
    const kind = own.word('kind', ['hashed', 'quotient-remainder']);
    return kind === 'hashed'
      ? { kind, rows: own.number('rows') }
      : { kind, remainders: own.number('remainders') };
  }

  /** One of the known words. */
  word<T extends string>(name: string, known: readonly T[]): T {
    const found = known.find((own) => own === this.config[name]);
    return (
      found ?? this.refuse(`config.${name} to be ${known.join(' or ')}`, JSON.stringify(this.config[name]))
    );
  }

  /** A part of the config that is an object of its own, with the same tensors. */
  part(name: string): StoredFields {
    const value = this.config[name];
    if (typeof value !== 'object' || value === null)
      return this.refuse(`config.${name} to be an object`, JSON.stringify(value));
    return new StoredFields(this.path, value as Record<string, unknown>, this.tensors);
  }

  /** The side features of `users` or `items`: names from the config, values from the tensors. */
  features(side: 'user' | 'item'): FeatureTable | null {
    const names = this.config[`${side}Features`];
    if (names === null || names === undefined) return null;
    if (!Array.isArray(names))
      return this.refuse(`config.${side}Features to be names`, JSON.stringify(names));
    if (names.length === 0) return null;
    return { names, values: this.tensor(`${side}-features`).values };
  }

  /** The text vectors of `users` or `items`. */
  text(side: 'user' | 'item'): { values: Float32Array; width: number } | null {
    const table = this.tensors.get(`${side}-text`);
    return table === undefined ? null : { values: table.values, width: table.shape[1] };
  }

  tensor(name: string): StoredTensor {
    const tensor = this.tensors.get(name);
    return tensor ?? this.refuse(`a tensor "${name}"`, `${[...this.tensors.keys()].join(', ')}`);
  }

  /** Whole numbers kept in single precision. */
  indices(name: string): Int32Array {
    return Int32Array.from(this.tensor(name).values);
  }

  /** Overwrites fresh weights by the saved ones. @throws InputError where a tensor is missing or of another shape */
  restore(parameters: readonly Parameter[]): void {
    for (const parameter of parameters) {
      const { shape, values } = this.tensor(parameter.name);
      if (String(shape) !== String(parameter.shape)) {
        throw new InputError(
          `${this.path}: expected tensor "${parameter.name}" of shape [${parameter.shape}], found [${shape}]`,
        );
      }
      parameter.assign(values);
    }
  }

  protected refuse(expected: string, found: string | undefined): never {
    throw new InputError(
      `${this.path}: expected ${expected}, found ${found ?? 'none'}; the model was saved by another version or changed by hand, so save it again`,
    );
  }
}
