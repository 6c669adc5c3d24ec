import type { ModelFile } from '../file/model';
import { FloatRows, type Rows } from '../file/rows';
import { compactRows } from '../numbers/compact-rows';
import { addProduct } from '../numbers/dense';
import { rowOf, tableOf } from '../numbers/features';

/** v_i = e_i + W text_i and a bias. A plain table is read as it lies in the file. */
export function catalogueVectors({ description, tensors }: ModelFile): {
  vectors: Rows;
  biases: Float32Array;
} {
  const { config } = description;
  const [count, width] = [config.count('items'), config.count('dimensions')];
  const biases = tensors.values('item-bias', [count]);
  const ids = config.has('withIds') && !config.flag('withIds') ? null : idRows({ description, tensors });
  if (!config.flag('withText'))
    return { vectors: ids ?? new FloatRows(new Float32Array(count * width), width), biases };
  const textWidth = tensors.count('item-text/weights');
  const weights = tensors.values('item-text/weights', [textWidth, width]);
  const text = tensors.rows('item-text', count, textWidth);
  const table = tableOf(count, width, (item) => {
    const own = new Float32Array(width);
    ids?.read(item, own);
    addProduct(own, rowOf([text], item), weights);
    return own;
  });
  return { vectors: new FloatRows(table, width), biases };
}

function idRows({ description, tensors }: ModelFile): Rows {
  const { config } = description;
  const [count, width] = [config.count('items'), config.count('dimensions')];
  if (!config.has('idRows')) return tensors.rows('item-ids', count, width);
  return compactRows({ tensors, name: 'item-ids', sharing: config.part('idRows'), ids: count, width });
}
