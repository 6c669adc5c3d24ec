import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { evaluateRanking, type SeenItems } from '../../../src/evaluate';
import { realDataFolder } from '../../data/real-data';

const folder = realDataFolder('amazon2018-minionerec-industrial-and-scientific');
const items = 3686;

function sequences(): number[][] {
  const bytes = gunzipSync(readFileSync(join(folder as string, 'sequences_derived.tsv.gz')));
  const lines = bytes.toString('utf8').trim().split('\n');
  return lines.map((line) => line.split('\t')[1].split(' ').map(Number));
}

/** Popularity among all items but the users' last ranks those last ones. */
function popularityNdcg(users: number[][], seenItems: SeenItems): Promise<number> {
  const counts = new Float32Array(items);
  for (const user of users) for (const item of user.slice(0, -1)) counts[item]++;
  const block = (from: number, to: number) => {
    const scores = new Float32Array((to - from) * items);
    for (let row = 0; row < to - from; row++) scores.set(counts, row * items);
    return scores;
  };
  return evaluateRanking({
    items,
    queries: users.length,
    scoreBlock: block,
    relevant: (query) => users[query].slice(-1),
    seen: (query) => users[query].slice(0, -1),
    seenItems,
    ks: [10],
    ties: 'expected',
  }).then(({ means }) => means.ndcg[10]);
}

it.skipIf(folder === null)(
  'what masking does to popularity on real sequences, 73 of whose 3,285 targets are repeats',
  async () => {
    const users = sequences();
    expect(users).toHaveLength(3285);
    expect(users.filter((user) => user.slice(0, -1).includes(user.at(-1) as number))).toHaveLength(73);
    // By a loop over users in numpy.
    expect(await popularityNdcg(users, 'masked')).toBeCloseTo(0.02908780444123548, 10);
    expect(await popularityNdcg(users, 'masked-except-relevant')).toBeCloseTo(0.03270034461747709, 10);
    expect(await popularityNdcg(users, 'kept')).toBeCloseTo(0.023862008745799402, 10);
  },
);
