import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, it } from 'vitest';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import {
  rankingProfiles,
  rankingQueries,
  type TeacherKind,
  teacherKinds,
  trainRankingTeacher,
} from '../../../src/pipeline/ranking';
import { Random } from '../../../src/random';
import { ring } from './ring-data';

const ITEMS = 30;
const data = ring({ users: 60, length: 8, items: ITEMS });
const split = splitLeaveOneOut({ data });
const validation = rankingQueries({ split, known: split.train, asked: split.validation, maxLength: 8 });
const folder = mkdtempSync(join(tmpdir(), 'recdistill-teacher-'));
afterAll(() => rmSync(folder, { recursive: true }));

function teach(kinds: readonly TeacherKind[], members = 1) {
  const { small } = rankingProfiles;
  const text = { values: new Random(3).normals(ITEMS * 4, 0.3), width: 4 };
  return trainRankingTeacher({
    split,
    itemText: text,
    tunedText: null,
    textWeights: 0,
    validation,
    settings: {
      ...small,
      maxLength: 8,
      teacher: {
        ...small.teacher,
        ...{ kinds, members, dimensions: 16, epochs: 20, patience: 20, batchSize: 8, dropout: 0.1 },
        ...{ learningRate: 0.01, weightDecay: 0.01, pairWeights: [0], textWeights: [0] },
      },
    },
    seenItems: 'masked',
    seed: 1,
    cacheFolder: folder,
  });
}

describe('trainRankingTeacher', () => {
  /** NDCG@10 of a guess among the 24 items that a query has not seen. */
  const chance = Array.from({ length: 10 }, (_, i) => 1 / Math.log2(i + 2)).reduce((a, b) => a + b, 0) / 24;

  it.each(teacherKinds)('trains a %s that ranks better than a guess, and gives its tensors back', (kind) => {
    const before = tf.memory().numTensors;
    const teacher = teach([kind]);
    expect(teacher.validation.ensemble).toBeGreaterThan(1.3 * chance);
    expect(teacher.parts[0]).toMatchObject({
      name: kind,
      weight: 1,
      validation: teacher.validation.ensemble,
    });
    const { hidden, itemVectors } = teacher.vectors(validation.contexts);
    expect(hidden.values.length).toBe(validation.users.length * hidden.width);
    expect(itemVectors.values.length).toBe(ITEMS * itemVectors.width);
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weighs several kinds on validation, none of which makes the sum worse there', () => {
    const teacher = teach(['sasrec', 'light-gcn', 'mf'], 2);
    expect(teacher.validation.members).toHaveLength(6);
    expect(teacher.parts.map(({ name }) => name).slice(0, 3)).toEqual(['sasrec', 'light-gcn', 'mf']);
    expect(teacher.validation.ensemble).toBeGreaterThanOrEqual(teacher.parts[0].validation);
    expect(teacher.validation.ensemble).toBe(Math.max(...teacher.weightSearch.map(({ ndcg10 }) => ndcg10)));
    teacher.dispose();
  });

  it('is the same teacher from the cache, without training', () => {
    const first = teach(['gru4rec']);
    const files = readdirSync(folder).length;
    const second = teach(['gru4rec']);
    expect(second.hash()).toBe(first.hash());
    expect(readdirSync(folder)).toHaveLength(files);
    first.dispose();
    second.dispose();
  });
});
