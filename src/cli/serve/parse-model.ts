import { basename, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { ModelChoice } from '../../deploy/serve';
import { InputError } from '../../errors';
import type { ModelFlag } from './serve-flags';

/** Reads `folder`, `name=folder`, `folder:share` or `name=folder:share`, and adds it to those before. */
export function parseModel(value: string, before: readonly ModelFlag[] = []): ModelFlag[] {
  const [, name, rest] = /^(?:([\w.-]+)=)?(.+)$/.exec(value) ?? [];
  if (rest === undefined)
    throw new InvalidArgumentError(`Expected a folder or name=folder:share, found "${value}".`);
  const [, folder, digits] = /^(.+?)(?::(\d*\.?\d+))?$/.exec(rest) as RegExpExecArray;
  const share = digits === undefined ? null : Number(digits);
  if (share !== null && !(share > 0 && share <= 1))
    throw new InvalidArgumentError(`Expected a share of more than 0 and at most 1, found "${digits}".`);
  return [...before, { name: name ?? null, folder, share }];
}

function nameOf({ name, folder }: ModelFlag): string {
  return (
    name ??
    (basename(resolve(folder))
      .replace(/[^\w.-]+/g, '-')
      .slice(0, 64) ||
      'model')
  );
}

/**
 * Gives every model a name and a share: where no share is given, all have the same.
 * @throws InputError if some have one and others not, if they do not sum to 1, or if two models have one name
 */
export function modelChoices(models: readonly ModelFlag[]): ModelChoice[] {
  const given = models.filter(({ share }) => share !== null);
  if (given.length > 0 && given.length < models.length)
    throw new InputError(
      `--model: expected a share for all models or for none, found ${given.length} of ${models.length} with one`,
    );
  const choices = models.map((model) => ({
    name: nameOf(model),
    folder: model.folder,
    share: model.share ?? 1 / models.length,
  }));
  const sum = choices.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new InputError(`--model: expected shares that sum to 1, found ${sum}`);
  const names = choices.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated === undefined) return choices;
  throw new InputError(
    `--model: expected a name for each model, found "${repeated}" twice; name them, as in a=first/model b=second/model`,
  );
}
