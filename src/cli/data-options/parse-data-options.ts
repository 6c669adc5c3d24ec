import { InvalidArgumentError } from 'commander';
import type { FeatureColumn } from '../../data';
import { parseNames } from '../distill/parse-list';

const kinds = ['number', 'flag', 'category', 'list', 'amount'] as const;

/** "genres:list:|,year:number" as feature columns. */
export function parseFeatures(value: string): FeatureColumn[] {
  return value.split(',').map((part) => {
    const [column, kind, separator] = part.trim().split(':');
    const known = kinds.find((name) => name === kind);
    if (
      column &&
      known !== undefined &&
      (known === 'list') === (separator !== undefined && separator !== '')
    ) {
      return known === 'list' ? { column, kind: known, separator } : { column, kind: known };
    }
    throw new InvalidArgumentError(
      `Expected column:number, column:flag, column:category, column:amount or column:list:separator, found "${part}".`,
    );
  });
}

/** One character or more; a tab may be written \t or tab. */
export function parseSeparator(value: string): string {
  if (value === '') throw new InvalidArgumentError('Expected one character or more, found none.');
  return value === '\\t' || value === 'tab' ? '\t' : value;
}

/** Two names with a comma between. */
export function parsePair(value: string): [string, string] {
  const names = parseNames(value);
  if (names.length === 2) return [names[0], names[1]];
  throw new InvalidArgumentError(`Expected two names with a comma between, found "${value}".`);
}
