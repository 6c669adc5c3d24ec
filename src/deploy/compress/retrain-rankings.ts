import { distillRanking, type RankingExamples } from '../../distill/ranking/distill-ranking';
import { catalogueKl } from '../../distill/ranking/methods/catalogue-kl';
import { storeTeacher } from '../../distill/ranking/store-teacher';
import { checkOptions, InputError } from '../../errors';
import { loadRankingModel, type RankingModel, scorerOf } from '../../models';
import { hashOf } from '../../models/compact-table';
import { rankingModelKinds } from '../../models/ranking/ranking-model-kinds';
import { StoredFields } from '../../models/saved-model/stored-fields';
import type { FineTuneSettings } from './fine-tune-ratings';
import { holdMasks, withWeights } from './hold-masks';
import type { ModelContents } from './model-contents';

/** Items of the model's own ranking that the one made from it learns. */
const LIST = 100;

export interface RetrainRankingsOptions {
  /** The model, as `contents` was read from it. */
  readonly folder: string;
  readonly contents: ModelContents;
  readonly examples: RankingExamples;
  readonly settings: FineTuneSettings & { readonly hardWeight: number };
  /** Smaller is better. */
  readonly validate: (model: RankingModel) => number;
}

const known = ['folder', 'contents', 'examples', 'settings', 'validate'];

/**
 * Trains `student` on the observed items and on the saved model's 100 best, by `catalogueKl`: the saved model is the
 * teacher of what is made from it.
 */
function learn(
  { examples, settings, validate }: RetrainRankingsOptions,
  teacher: RankingModel,
  student: RankingModel,
  onBatch: () => void,
): void {
  const { temperature, ...rest } = settings;
  const k = Math.min(LIST, teacher.items);
  const said = storeTeacher({
    teacher: scorerOf(teacher),
    contexts: examples.contexts,
    k,
    exclude: 'nothing',
  });
  const method = catalogueKl({ temperature });
  try {
    distillRanking({
      ...rest,
      ...{ student, examples, teachers: [said], method, schedule: 'cosine', clipNorm: 1 },
      ...{ patience: settings.epochs, validate: () => validate(student), onBatch },
    });
  } finally {
    method.dispose();
  }
}

/**
 * Magnitude pruning of a saved ranking model with fine-tuning on the unpruned model's own rankings, its masks held.
 * @see Han et al. 2015, arXiv:1506.02626
 */
export async function fineTunePrunedRankings(
  options: RetrainRankingsOptions & { readonly share: number },
): Promise<ModelContents> {
  checkOptions('fineTunePrunedRankings', options, [...known, 'share']);
  const { folder, contents, share } = options;
  const { model: teacher } = await loadRankingModel({ folder });
  const { model } = await loadRankingModel({ folder });
  try {
    const hold = holdMasks(model.parameters, share);
    learn(options, teacher, model, hold);
    hold();
    return { ...contents, tensors: withWeights(contents.tensors, model.parameters) };
  } finally {
    model.dispose();
    teacher.dispose();
  }
}

/**
 * A ranking model whose items are hashed to fewer rows, trained anew on the saved model's rankings from its other
 * weights on; each shared row starts as the mean of the rows that fall on it.
 * @param options.rowsAnItem above 0 and below 1
 * @throws InputError where the model has no table of items of its own
 * @see Weinberger et al. 2009, arXiv:0902.2206
 */
export async function hashedRankings(
  options: RetrainRankingsOptions & { readonly rowsAnItem: number },
): Promise<ModelContents> {
  checkOptions('hashedRankings', options, [...known, 'rowsAnItem']);
  const { folder, contents, rowsAnItem } = options;
  const { description, tensors } = contents;
  const { config } = description;
  const table = tensors.get('item-ids');
  if (table === undefined || config.withIds !== true || config.idRows !== undefined)
    throw new InputError(
      `hashed: expected a table of items with a row each, found kind ${description.kind} without`,
    );
  const { model: teacher } = await loadRankingModel({ folder });
  const idRows = { kind: 'hashed', rows: Math.ceil(teacher.items * rowsAnItem) } as const;
  const shared = { ...config, idRows };
  const kind = description.kind as keyof typeof rankingModelKinds;
  const model = rankingModelKinds[kind](new StoredFields(folder, shared, tensors));
  try {
    for (const parameter of model.parameters) {
      const saved = tensors.get(parameter.name);
      if (saved === undefined) continue;
      const isShared = parameter.name === 'item-ids';
      parameter.assign(isShared ? meansOfRows(saved.values, parameter.shape) : saved.values);
    }
    learn(options, teacher, model, () => {});
    const fewer = model.parameters.find(({ name }) => name === 'item-ids')?.size ?? 0;
    const weights = description.weights - table.values.length + fewer;
    return {
      ...contents,
      description: { ...description, config: { ...shared }, weights },
      tensors: withWeights(tensors, model.parameters),
    };
  } finally {
    model.dispose();
    teacher.dispose();
  }
}

function meansOfRows(values: Float32Array, [rows, width]: readonly number[]): Float32Array {
  const means = new Float32Array(rows * width);
  const counts = new Float32Array(rows);
  for (let item = 0; item * width < values.length; item++) {
    const row = hashOf(0, item) % rows;
    counts[row]++;
    for (let k = 0; k < width; k++) means[row * width + k] += values[item * width + k];
  }
  return means.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / width)]));
}
