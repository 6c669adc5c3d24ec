import { queriesHash, type RankedTargets } from '../../../../src/distill/ranking/soft-targets';
import { Random } from '../../../../src/random';

/** Targets of random lists over a catalogue; logits of deviation 4, best first. */
export function exampleTargets(contexts: number, k: number, catalogue = 300): RankedTargets {
  const random = new Random(contexts * 1000 + k);
  const items = new Int32Array(contexts * k);
  const logits = new Float32Array(contexts * k);
  for (let context = 0; context < contexts; context++) {
    items.set(random.permutation(catalogue).subarray(0, k), context * k);
    logits.set(random.normals(k, 4).sort().reverse(), context * k);
  }
  const none = new Int32Array(0);
  const queries = queriesHash({ users: none, sequences: none, width: 0, rows: none, lengths: none });
  return { contexts, k, items, logits, source: { teacher: 'a', data: 'b', split: 'c', queries, catalogue } };
}

/** The error that some work ends with. */
export async function refusal(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('something was taken that should be refused');
}
