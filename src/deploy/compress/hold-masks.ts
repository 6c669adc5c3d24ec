import type { StoredTensor } from '../../files/safetensors';
import type { Parameter } from '../../tensor/parameter';
import { SMALL } from './int8-rows';
import { magnitudeMask } from './magnitude-mask';

/**
 * Sets the smallest share of each table's numbers to 0 and keeps them there: what comes back is called after each step.
 * Tables are matrices of at least 512 numbers; the others stay whole.
 */
export function holdMasks(parameters: readonly Parameter[], share: number): () => void {
  const tables = parameters.filter(
    ({ shape, size }) => shape.length === 2 && Math.min(...shape) > 1 && size >= SMALL,
  );
  const masks = tables.map((table) => magnitudeMask({ values: table.data(), share }));
  const hold = () => {
    tables.forEach((table, t) => {
      table.assign(table.data().map((x, i) => x * masks[t][i]));
    });
  };
  hold();
  return hold;
}

/** A model's tensors with the weights that it has now. */
export function withWeights(
  tensors: ReadonlyMap<string, StoredTensor>,
  parameters: readonly Parameter[],
): Map<string, StoredTensor> {
  const own = parameters.map((p): [string, StoredTensor] => [p.name, { shape: p.shape, values: p.data() }]);
  return new Map([...tensors, ...own]);
}
