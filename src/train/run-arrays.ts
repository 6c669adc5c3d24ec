import type { AdamW } from '../tensor/adam-w';
import type { Parameter } from '../tensor/parameter';

/** What a run keeps in arrays: weights, the best epoch's weights, and each group's optimizer with its moments. */
export interface RunArrays {
  parameters: readonly Parameter[];
  best: readonly Float32Array[];
  optimizers: readonly AdamW[];
}

/** Copies of all arrays by name. Groups are told apart by number: two of them may have parameters of one name. */
export function collectArrays({ parameters, best, optimizers }: RunArrays): Map<string, Float32Array> {
  const arrays = new Map<string, Float32Array>();
  parameters.forEach((parameter, i) => {
    arrays.set(`weights/${i}`, parameter.data());
    arrays.set(`best/${i}`, best[i]);
  });
  optimizers.forEach((optimizer, g) => {
    for (const [name, values] of optimizer.state().moments) arrays.set(`moments/${g}/${name}`, values);
  });
  return arrays;
}

/**
 * Puts weights and moments back.
 * @returns the best epoch's weights
 */
export function restoreArrays(
  { parameters, optimizers }: Omit<RunArrays, 'best'>,
  arrays: ReadonlyMap<string, Float32Array>,
  optimizerSteps: readonly number[],
): Float32Array[] {
  parameters.forEach((parameter, i) => {
    parameter.assign(arrays.get(`weights/${i}`) as Float32Array);
  });
  optimizers.forEach((optimizer, g) => {
    const prefix = `moments/${g}/`;
    const own = [...arrays].filter(([name]) => name.startsWith(prefix));
    const moments = new Map(own.map(([name, values]) => [name.slice(prefix.length), values]));
    optimizer.loadState({ steps: optimizerSteps[g], moments });
  });
  return parameters.map((_, i) => arrays.get(`best/${i}`) as Float32Array);
}
