import { checkOptions, InputError } from '../../errors';
import { StoredFields } from '../saved-model/stored-fields';
import type { ItemTable } from './catalogue-vectors';
import type { RankingModel } from './ranking-model';
import { isRankingModelKind, rankingModelKinds } from './ranking-model-kinds';

/** The one weight of a model over texts that belongs to single items. */
const ofItems = 'item-bias';

/**
 * A model that knows items by their texts alone, over the items of another catalogue: v_i = W text_i with the weights W
 * of the given model, and biases of 0, as nothing is known of how popular the new items are. The given model stays as
 * it is; the new one is the caller's to dispose.
 * @param options.model with texts and without ids of its own: `withIds: false`, `itemText` given
 * @param options.itemText of the other catalogue, from the same language model
 * @throws InputError where the model has vectors of single items or users, or the texts are of another width
 */
export function overOtherCatalogue(options: {
  readonly model: RankingModel;
  readonly itemText: ItemTable;
}): RankingModel {
  const where = 'overOtherCatalogue';
  checkOptions(where, options, ['model', 'itemText']);
  const { model, itemText } = options;
  const { kind, config, constants } = model;
  if (
    !isRankingModelKind(kind) ||
    config.withIds !== false ||
    config.withText !== true ||
    'users' in config
  ) {
    throw new InputError(
      `${where}: expected a model that knows items by their texts alone, found kind ${kind} with ${JSON.stringify(config)}; build it with withIds: false and itemText`,
    );
  }
  const width = constants.find(({ name }) => name === 'item-text')?.shape[1];
  const items = itemText.values.length / itemText.width;
  if (width !== itemText.width || !Number.isInteger(items)) {
    throw new InputError(
      `${where}: expected texts ${width} wide, found ${itemText.values.length} numbers ${itemText.width} wide; encode both catalogues with one language model`,
    );
  }
  const texts = new Map([['item-text', { shape: [items, width], values: itemText.values }]]);
  const other = rankingModelKinds[kind](new StoredFields(where, { ...config, items }, texts));
  const values = new Map(model.parameters.map((parameter) => [parameter.name, parameter]));
  for (const parameter of other.parameters) {
    if (parameter.name !== ofItems) parameter.assign((values.get(parameter.name) ?? parameter).data());
  }
  return other;
}
