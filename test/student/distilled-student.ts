import { labelsOf, loadMovieLens100k, loadSample, pairsOf, type RecommendationData } from '../../src/data';
import { distill } from '../../src/distill';
import { createStudent, FeedForwardModel, predictLogits, type RatingModel } from '../../src/models';
import { Random } from '../../src/random';
import { realDataFolder } from '../data/real-data';

/** MovieLens 100K where it is, else the sample that comes along. */
export function ratedData(): Promise<RecommendationData> {
  const folder = realDataFolder('ml-100k');
  return folder === null ? loadSample() : loadMovieLens100k({ folder });
}

/** A network taught by all ratings teaches a matrix factorization of 16 dimensions, a few passes each. */
export function distilledStudent(data: RecommendationData): RatingModel {
  const sizes = { users: data.users.ids.length, items: data.items.ids.length };
  const random = new Random(1);
  const rows = Int32Array.from(data.interactions.ratings.keys());
  const train = { ...pairsOf(data, rows), labels: labelsOf(data, rows) };
  let passes = 0;
  const rest = {
    validate: () => -passes++,
    patience: 9,
    batchSize: 1024,
    seed: 1,
    temperature: 1,
    weightDecay: 0.1,
  };
  const frequencies = data.levels.map((level) => data.interactions.ratings.filter((r) => r === level).length);
  const teacher = new FeedForwardModel({
    ...{ ...sizes, userFeatures: null, itemFeatures: data.items.features, dimensions: 8, layers: [16] },
    ...{ dropout: 0, frequencies, random },
  });
  distill({ student: teacher, train, softTargets: null, alpha: 0, epochs: 3, learningRate: 0.01, ...rest });
  const drawn = Int32Array.from({ length: 50_000 }, () => random.integer(sizes.users * sizes.items));
  const pairs = {
    users: drawn.map((cell) => Math.floor(cell / sizes.items)),
    items: drawn.map((cell) => cell % sizes.items),
  };
  const softTargets = { ...pairs, logits: predictLogits({ model: teacher, pairs }) };
  teacher.dispose();
  const student = createStudent({ student: 'mf', data, train: rows, dimensions: 16, seed: 2 });
  distill({ student, train, softTargets, alpha: 3, epochs: 4, learningRate: 0.01, ...rest });
  return student;
}
