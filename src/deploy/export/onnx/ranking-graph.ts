import { checkOptions, InputError } from '../../../errors';
import type { RankingModel } from '../../../models';
import { ModelNumbers } from '../model-numbers';
import { catalogueTables } from '../ranking-tables';
import type { GraphValue, OnnxModel } from './graph-builder';
import { GraphFormulas } from './graph-formulas';
import { initializerOf } from './layers';
import { hiddenOfKind, isListed } from './ranking-hidden';

export interface RankingToOnnxOptions {
  readonly model: RankingModel;
  /** Adds the best k items to the outputs, and `exclude` to the inputs; null leaves both out. */
  readonly topK: number | null;
  /** Strings to keep in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What an excluded item scores: the lowest number of single precision. */
const EXCLUDED = -3.4028234663852886e38;

function addTopK(g: GraphFormulas, scores: GraphValue, items: number, k: number): void {
  const { builder } = g;
  const exclude = builder.input({
    ...{ name: 'exclude', type: 'int64', shape: ['batch', 'excluded'] },
    about: 'rows of items that must not come back; -1 for none',
  });
  const isOut = builder.node('Greater', [isListed(g, exclude, items), builder.number(0)]);
  const left = g.where(isOut, builder.number(EXCLUDED), scores);
  const inputs = [left, builder.integers([k])];
  const [best, which] = builder.nodeWithOutputs('TopK', inputs, { axis: 1, largest: 1, sorted: 1 }, 2);
  const shape = ['batch', k];
  const about = `rows of the ${k} best items, best first; of equal scores the lower row first`;
  builder.output(which, { name: 'top_items', type: 'int64', shape, about });
  builder.output(best, {
    name: 'top_scores',
    type: 'float32',
    shape,
    about: `their scores; ${EXCLUDED} where what is left is fewer than ${k}`,
  });
}

function checkTopK(topK: number | null, items: number): void {
  if (topK === null || (Number.isInteger(topK) && topK >= 1 && topK <= items)) return;
  throw new InputError(`rankingToOnnx: topK must be a whole number from 1 to ${items} items, found ${topK}`);
}

/**
 * A ranking model as an ONNX graph of any batch size and history length.
 *   users int64 [batch] and/or history int64 [batch, length] -> scores float [batch, items] = hidden · itemVectorsᵀ + biases
 * Ids are the rows of the model's vocabulary. Histories are filled up by -1 on the right; the longest that a model with
 * places reads is its maxLength, and longer ones are an error of the runtime. What does not depend on the query (ids,
 * text and features of items) is multiplied out.
 * @throws InputError for a kind that has no graph, or topK beyond the catalogue
 */
export function rankingToOnnx(options: RankingToOnnxOptions): OnnxModel {
  checkOptions('rankingToOnnx', options, ['model', 'topK', 'metadata']);
  const { model, topK, metadata } = options;
  if (!Object.hasOwn(hiddenOfKind, model.kind)) {
    throw new InputError(
      `rankingToOnnx: expected a model of kind ${Object.keys(hiddenOfKind).join(', ')}, found "${model.kind}"`,
    );
  }
  checkTopK(topK, model.items);
  const g = new GraphFormulas();
  const { builder } = g;
  const { vectors, biases } = catalogueTables(model);
  const itemVectors = initializerOf(builder, vectors);
  const numbers = new ModelNumbers(model);
  const hidden = hiddenOfKind[model.kind]({ g, model, numbers, itemVectors });
  const inputs = [hidden, itemVectors, initializerOf(builder, biases)];
  const scores = builder.node('Gemm', inputs, { transB: 1 });
  const about = "one an item of the model's vocabulary, unscaled; larger is better";
  builder.output(scores, { name: 'scores', type: 'float32', shape: ['batch', model.items], about });
  if (topK !== null) addTopK(g, scores, model.items, topK);
  return builder.encode({ name: model.kind, about: 'scores of all items for each query', metadata });
}
