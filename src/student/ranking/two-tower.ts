import type { ModelFile } from '../file/model';
import { FloatRows, type Rows } from '../file/rows';
import { applyDense, type Dense, denseOf, joined } from '../numbers/dense';
import { featureRows, rowOf, tableOf } from '../numbers/features';
import { decayOf, historyMean } from './history-mean';
import type { RankingCore } from './ranking-core';

interface Tower {
  readonly tables: readonly Rows[];
  readonly layer: Dense;
}

function towerOf(
  { description, tensors }: ModelFile,
  side: 'user' | 'item',
  options: { readonly count: number; readonly extra: number },
): Tower {
  const { config } = description;
  const width = config.count('dimensions');
  const { count, extra } = options;
  const tables = [tensors.rows(`${side}-ids`, count, width)];
  const features = featureRows({ config, tensors }, side, count);
  if (features.width > 0) tables.push(features);
  const inputs = tensors.count(`${side}-tower/weights`);
  const hasText = config.flag(side === 'user' ? 'withUserText' : 'withItemText');
  const textWidth = inputs - width - features.width - extra;
  if (hasText) tables.push(tensors.rows(`${side}-text`, count, Math.max(textWidth, 0)));
  const known = tables.reduce((sum, table) => sum + table.width, 0);
  return { tables, layer: denseOf(tensors, `${side}-tower`, known + extra, width) };
}

/** v_i = [e_i; features_i; text_i] W + w, hidden = [e_u; features_u; text_u; m] U + u, m the mean of the history. */
export function twoTower(file: ModelFile): RankingCore {
  const { config } = file.description;
  const [users, items, width] = [config.count('users', 0), config.count('items'), config.count('dimensions')];
  const itemTower = towerOf(file, 'item', { count: items, extra: 0 });
  const userTower = towerOf(file, 'user', { count: users, extra: width });
  const table = tableOf(items, width, (item) => applyDense(itemTower.layer, rowOf(itemTower.tables, item)));
  const vectors = new FloatRows(table, width);
  const known = userTower.tables.reduce((sum, own) => sum + own.width, 0);
  const decay = decayOf(config);
  const hidden = (user: number, history: Int32Array) => {
    const own = user < 0 ? new Float32Array(known) : rowOf(userTower.tables, user);
    return applyDense(userTower.layer, joined(own, historyMean(vectors, history, decay)));
  };
  return { vectors, biases: file.tensors.values('item-bias', [items]), reads: 'both', hidden };
}
