/**
 * A linear, a matrix factorization and a shallow network student, distilled from 200,000 stored soft pairs: one pass that
 * trains all three (`distillTogether`), beside three trainings one after the other, in turns.
 *
 *   npm run bench -- students-together
 */
import { version } from '@tensorflow/tfjs-node';
import { distill, distillTogether } from '../src/distill';
import { FeedForwardModel, LinearModel, type RatingModel } from '../src/models';
import { Random } from '../src/random';
import { hashWeights } from '../src/tensor';
import { sideBySide } from './side-by-side';
import { benchmarkPairs, benchmarkStudent, shape } from './student-work';

const SOFT_PAIRS = 200_000;

function students(): RatingModel[] {
  const { users, items, dimensions, classes } = shape;
  const frequencies = new Int32Array(classes).fill(1);
  const features = { userFeatures: null, itemFeatures: null };
  const sizes = { users, items, ...features, frequencies };
  const layers = { dimensions, layers: [4 * dimensions], dropout: 0, random: new Random(1) };
  return [
    new LinearModel({ ...sizes, withIds: true }),
    benchmarkStudent(),
    new FeedForwardModel({ ...sizes, ...layers }),
  ];
}

function softPairs() {
  const random = new Random(3);
  const column = (bound: number) => Int32Array.from({ length: SOFT_PAIRS }, () => random.integer(bound));
  const logits = random.normals(SOFT_PAIRS * shape.classes, 1);
  return { users: column(shape.users), items: column(shape.items), logits };
}

async function main(): Promise<void> {
  const shared = {
    train: benchmarkPairs(),
    softTargets: softPairs(),
    temperature: 2,
    alpha: 1,
    softPairsPerRow: 3,
    epochs: 1,
    patience: 1,
    batchSize: shape.batch,
    seed: 1,
  };
  const own = { learningRate: 5e-3, weightDecay: 0.1, validate: () => 0 };
  const hashes: Record<'together' | 'apart', string> = { together: '', apart: '' };
  const run = (way: keyof typeof hashes, train: (fresh: RatingModel[]) => void) => {
    const fresh = students();
    train(fresh);
    hashes[way] = hashWeights(fresh.flatMap(({ parameters }) => [...parameters]));
    for (const student of fresh) student.dispose();
  };
  const together = () =>
    run('together', (fresh) => {
      distillTogether({ ...shared, students: fresh.map((student) => ({ ...own, student })) });
    });
  const apart = () =>
    run('apart', (fresh) => {
      for (const student of fresh) distill({ ...shared, ...own, student });
    });
  const result = await sideBySide({ ours: together, theirs: timed(apart), warmUps: 1, rounds: 7 });
  const work = 'three students, one epoch: together (ours) and one after the other (theirs)';
  const facts = { softPairs: SOFT_PAIRS, softPairsPerRow: shared.softPairsPerRow };
  const isSame = hashes.together === hashes.apart;
  const peers = { node: process.version, tfjs: version['tfjs-node'] };
  console.log(JSON.stringify({ work, ...shape, ...facts, ...result, isSame, ...peers }, null, 2));
}

/** How long it takes, in milliseconds. */
function timed(work: () => void): () => Promise<number> {
  return async () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
}

void main();
