import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  MatrixFactorization,
  MatrixFactorizationRanking,
  saveModel,
  saveRankingModel,
} from '../../../src/models';
import { writeItemTitles } from '../../../src/models/rating/item-titles';
import { Random } from '../../../src/random';
import { stirred } from '../../student/parity';
import { names } from '../../student/saved-students';

/** As many as the sample that comes along has. */
export const sizes = { users: 500, items: 400 };

const adjectives = ['Quiet', 'Gentle', 'Honourable', 'Last', 'Crimson', 'Élégant', 'Northern', 'Hidden'];
const nouns = ['Valley', 'Garage', 'Prayer', 'Iceberg', 'Lovers', 'Station', 'Orchard', 'Clockmaker', 'Café'];

export const titleOf = (item: number): string =>
  `The ${adjectives[item % adjectives.length]} ${nouns[Math.floor(item / 8) % nouns.length]} ${item}`;

/** A folder with a student of ratings, of the sample's size. */
export async function madeRatings(root: string, name: string, seed: number): Promise<string> {
  const folder = join(root, name);
  const random = new Random(seed);
  const model = new MatrixFactorization({ ...sizes, dimensions: 8, frequencies: [1, 2, 4, 4, 2], random });
  stirred(model.parameters, random);
  await saveModel({
    ...{ folder, model, levels: [1, 2, 3, 4, 5] },
    vocabulary: { users: names('u', sizes.users), items: names('i', sizes.items) },
    metadata: { trial: { temperature: 2 }, test: { rmse: 0.9 + seed / 100 } },
  });
  model.dispose();
  writeItemTitles({ folder, texts: names('', sizes.items).map((_, item) => titleOf(item)) });
  return folder;
}

/** A folder with a student of rankings over 10,000 items, without titles. */
export async function madeRankings(root: string): Promise<string> {
  const folder = join(root, 'ranking');
  const random = new Random(5);
  const [users, items] = [20, 10_000];
  const model = new MatrixFactorizationRanking({
    ...{ users, items, dimensions: 32, withIds: true, itemText: null, random },
  });
  stirred(model.parameters, random);
  const vocabulary = { users: names('u', users), items: names('i', items) };
  const histories = { offsets: new Int32Array(users + 1), items: new Int32Array(0) };
  const rest = { maxLength: 20, leavesOutHistory: true, metadata: {} };
  await saveRankingModel({ folder, model, vocabulary, histories, ...rest });
  model.dispose();
  return folder;
}

/** The teacher's word on two users; it says more than the page shows, and of one item that nobody knows. */
export const teacherSays = [
  {
    user: 'u1',
    context: ['i3', 'i8', 'i14'],
    items: names('i', 60).slice(40),
    scores: names('', 20).map((_, i) => i),
  },
  { user: 'u2', context: ['i5'], items: ['nobody', 'i9', 'i7'], scores: [9, 1, 2] },
];

export function madeTeacherLists(root: string): string {
  const path = join(root, 'lists.jsonl');
  writeFileSync(path, teacherSays.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}
