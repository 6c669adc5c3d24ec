import type { Sequences } from '../../data/contexts';
import { checkOptions, InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import type { Vocabulary } from '../saved-model/description';
import { writeModelFolder } from '../saved-model/model-folder';
import type { RankingModel } from './ranking-model';
import { historyNames, type RankingModelDescription, rankingFormat } from './ranking-model-description';
import { isRankingModelKind, rankingModelKinds } from './ranking-model-kinds';

export interface SaveRankingModelOptions {
  /** Made where missing; a model that lies there is replaced. */
  folder: string;
  model: RankingModel;
  /** The external ids, in the order of the model's items and of the histories. */
  vocabulary: Vocabulary;
  /** What each user took, oldest first, so that a user can be asked about by name. */
  histories: Sequences;
  /** How many of the youngest items of a history it is asked with. */
  maxLength: number;
  /** Whether items of the history are left out of its rankings. */
  leavesOutHistory: boolean;
  /** Plain JSON to keep with it: temperature, alpha, hash of the data, metrics. */
  metadata: Readonly<Record<string, unknown>>;
}

const known = [
  ...['folder', 'model', 'vocabulary', 'histories', 'maxLength', 'leavesOutHistory', 'metadata'],
];

/**
 * Writes a ranking model as a folder, in the format and with the guarantees of `saveModel`: model.safetensors (weights,
 * tables, histories) and model.json, which is written last and names the weights by their hash.
 * @throws InputError if the kind is unknown, or vocabulary or histories do not fit the model
 */
export async function saveRankingModel(options: SaveRankingModelOptions): Promise<RankingModelDescription> {
  checkOptions('saveRankingModel', options, known);
  const { folder, model, vocabulary, histories, maxLength, leavesOutHistory, metadata } = options;
  const { kind } = model;
  if (!isRankingModelKind(kind)) {
    throw new InputError(
      `saveRankingModel: expected a model of kind ${Object.keys(rankingModelKinds).join(', ')}, found "${kind}"`,
    );
  }
  checkFit(options);
  return writeModelFolder({
    ...{ folder, format: rankingFormat, kind, model, vocabulary, metadata },
    tensors: tensorsOf(histories),
    fields: { maxLength, leavesOutHistory },
  });
}

function checkFit({ model, vocabulary, histories }: SaveRankingModelOptions): void {
  const users = histories.offsets.length - 1;
  const expectations: [string, number, unknown][] = [
    ['vocabulary.items', vocabulary.items.length, model.items],
    ['vocabulary.users', vocabulary.users.length, model.config.users ?? users],
    ['histories', users, vocabulary.users.length],
  ];
  for (const [name, found, expected] of expectations) {
    if (found === expected) continue;
    throw new InputError(
      `saveRankingModel: the model wants ${expected} ${name}, found ${found}; was it built for another data set?`,
    );
  }
}

/** Single precision holds every index and length below 2^24 exactly. */
function tensorsOf({ offsets, items }: Sequences): Map<string, StoredTensor> {
  const lengths = Float32Array.from(offsets.subarray(1), (end, user) => end - offsets[user]);
  return new Map([
    [historyNames.items, { shape: [items.length], values: Float32Array.from(items) }],
    [historyNames.lengths, { shape: [lengths.length], values: lengths }],
  ]);
}
