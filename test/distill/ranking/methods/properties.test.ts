import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as methods from '../../../../src/distill/ranking/methods';
import { countLarger } from '../../../../src/distill/ranking/methods/count-larger';
import { bestItems, studentRanks } from '../../../../src/distill/ranking/methods/student-ranks';
import { Random } from '../../../../src/random';
import { size, tinyBatch, tinyLogits, tinyStudent, tinyTeacher } from './tiny-batch';

const number = (scalar: tf.Tensor) => scalar.dataSync()[0];
const log = Math.log;

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** The student's logits and a teacher that says the same. */
function agreement(k: number) {
  const logits = tinyLogits(2);
  const student = { ...tinyStudent(1), studentLogits: tf.tensor2d(logits, [size.batch, size.items]) };
  return tinyBatch({ student, teachers: [tinyTeacher({ seed: 2, k })], seed: 4 });
}

describe('divergences', () => {
  it.each([
    ['topKKl', methods.topKKl({ temperature: 3 }), 8],
    ['sampledKl', methods.sampledKl({ temperature: 3, k: 8, others: 8 }), size.items],
    ['fullKl', methods.fullKl({ temperature: 3 }), size.items],
  ] as const)('%s is 0 where student and teacher agree', (_, method, k) => {
    expect(number(method.loss(agreement(k)))).toBeCloseTo(0, 5);
  });

  it('topKKl is T² · KL(teacher ‖ student) over the list, worked by hand, and another number with the roles swapped', () => {
    // Items 3 and 1 of a catalogue of 4; T = 2 doubles the logits that give a probability.
    const [p, q] = [
      [0.8, 0.2],
      [0.3, 0.7],
    ];
    const loss = (teacher: number[], student: number[]) =>
      number(
        methods.topKKlLoss({
          studentLogits: tf.tensor2d([[40, 2 * log(student[1]), -9, 2 * log(student[0])]]),
          items: Int32Array.of(3, 1),
          teacherLogits: Float32Array.from(teacher, (x) => 2 * log(x)),
          temperature: 2,
        }),
      );
    const byHand = (a: number[], b: number[]) => 4 * (a[0] * log(a[0] / b[0]) + a[1] * log(a[1] / b[1]));
    expect(loss(p, q)).toBeCloseTo(byHand(p, q), 5);
    expect(loss(q, p)).toBeCloseTo(byHand(q, p), 5);
    expect(Math.abs(byHand(p, q) - byHand(q, p))).toBeGreaterThan(0.05);
  });

  it('sampledKl with every other item drawn, and topKKl with every item stored, are fullKl', () => {
    const batch = tinyBatch({
      student: tinyStudent(1),
      teachers: [tinyTeacher({ seed: 2, k: size.items })],
      seed: 4,
    });
    const full = number(methods.fullKl({ temperature: 2 }).loss(batch));
    const sampled = methods.sampledKl({ temperature: 2, k: 6, others: size.items - 6 });
    expect(number(sampled.loss(batch))).toBeCloseTo(full, 5);
    expect(number(methods.topKKl({ temperature: 2 }).loss(batch))).toBeCloseTo(full, 5);
  });

  it('sampledKl comes near fullKl on average, also where few items are drawn', () => {
    const student = tinyStudent(1);
    const teachers = [tinyTeacher({ seed: 2, k: size.items })];
    const full = number(methods.fullKl({ temperature: 2 }).loss(tinyBatch({ student, teachers, seed: 0 })));
    const method = methods.sampledKl({ temperature: 2, k: 6, others: 5 });
    const losses = Array.from({ length: 100 }, (_, seed) =>
      number(method.loss(tinyBatch({ student, teachers, seed }))),
    );
    const mean = losses.reduce((a, b) => a + b) / 100;
    expect(Math.abs(mean - full)).toBeLessThan(0.1 * full);
  });

  it('sampledKl pushes down what the teacher did not store', () => {
    const student = tinyStudent(1);
    const teacher = tinyTeacher({ seed: 2, k: 3 });
    const method = methods.sampledKl({ temperature: 1, k: 3, others: 4 });
    const slopes = tf
      .grad((z) =>
        method.loss(
          tinyBatch({
            student: { ...student, studentLogits: z as tf.Tensor2D },
            teachers: [teacher],
            seed: 1,
          }),
        ),
      )(student.studentLogits)
      .arraySync() as number[][];
    slopes.forEach((row, u) => {
      const list = teacher.items.subarray(3 * u, 3 * u + 3);
      expect(row.filter((slope) => slope !== 0).length).toBe(7);
      row.forEach((slope, item) => {
        if (!list.includes(item)) expect(slope).toBeGreaterThanOrEqual(0);
      });
    });
  });

  it('fullKl and topKKl say which items they lack', () => {
    const batch = tinyBatch({ student: tinyStudent(1), teachers: [tinyTeacher({ seed: 2 })], seed: 4 });
    expect(() => methods.fullKl({ temperature: 1 }).loss(batch)).toThrow(/all 16 items, but 8 were stored/);
    expect(() => methods.topKKl({ temperature: 1, k: 9 }).loss(batch)).toThrow(
      /best 9 items, but 8 were stored/,
    );
    expect(() => methods.topKKl({ temperature: 1 }).loss({ ...batch, teachers: [] })).toThrow(/no teacher/);
    const wrong = { ...batch.teachers[0], items: batch.teachers[0].items.map((item) => item + 16) };
    expect(() => methods.topKKl({ temperature: 1 }).loss({ ...batch, teachers: [wrong] })).toThrow(
      /from 0 to 15 in row 0/,
    );
  });
});

describe('weights of ranking distillation', () => {
  it('fall by e over λ places and sum to 1, also where λ is tiny', () => {
    const weights = methods.positionWeights(6, 2);
    expect(weights[2] / weights[0]).toBeCloseTo(Math.exp(-1), 6);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect([...methods.positionWeights(3, 1e-3)]).toEqual([1, 0, 0]);
  });

  it('are 0 where the student ranks the item high enough, and near 1 far below', () => {
    const query = { batch: 1, items: 101, mu: 1 };
    // Above the first stands half of the sample: rank 51 of 101. Above the second stands none: rank 1 < 2.
    const sampled = [1, 1, -1, -1];
    const weights = methods.dynamicWeights({ ...query, best: [0, 5], sampled });
    expect(weights[0]).toBeCloseTo(Math.tanh(50), 6);
    expect(weights[1]).toBe(0);
    expect([...methods.hybridWeights(Float32Array.of(0.7, 0.3), weights)]).toEqual([1, 0]);
    expect([...methods.hybridWeights(Float32Array.of(0.7, 0.3), Float32Array.of(0, 0))]).toEqual([0, 0]);
  });

  it('start with the given epoch', () => {
    const dynamic = { samples: 6, mu: 0.3, fromEpoch: 2 };
    const hybrid = methods.rankingDistillation({ k: 5, lambda: 3, dynamic });
    const plain = methods.rankingDistillation({ k: 5, lambda: 3, dynamic: null });
    const at = (method: typeof plain, epoch: number) =>
      number(
        method.loss(
          tinyBatch({ student: tinyStudent(1), teachers: [tinyTeacher({ seed: 2 })], seed: 4, epoch }),
        ),
      );
    expect(at(hybrid, 1)).toBe(at(plain, 1));
    expect(at(hybrid, 2)).not.toBe(at(plain, 2));
  });
});

describe('collaborativeDistillationLoss', () => {
  it('has its least where the student answers as softly as the teacher', () => {
    const teacherLogits = Float32Array.of(2, -1, 0.5);
    const at = (student: number[]) =>
      tf
        .grad((z) =>
          methods.collaborativeDistillationLoss({
            studentLogits: z as tf.Tensor2D,
            items: Int32Array.of(0, 1, 2),
            teacherLogits,
            temperature: 2,
            bias: 1,
            weights: null,
          }),
        )(tf.tensor2d([student]))
        .dataSync();
    for (const slope of at([1.5, 0, 0.75])) expect(Math.abs(slope)).toBeLessThan(1e-6);
    // The teacher's own logits are not it: temperature and bias are the teacher's.
    expect(at([2, -1, 0.5]).some((slope) => Math.abs(slope) > 0.05)).toBe(true);
  });
});

describe('relaxedRankingDistillationLoss', () => {
  const lossOf = (logits: number[]) =>
    number(
      methods.relaxedRankingDistillationLoss({
        studentLogits: tf.tensor2d([logits]),
        interesting: Int32Array.of(2, 0),
        uninteresting: Int32Array.of(1, 3),
      }),
    );

  it('is worked by hand: each interesting item against those behind it and the uninteresting ones', () => {
    const [e0, e1, e2, e3] = [1, 0.5, 2, -1].map(Math.exp);
    const byHand = -log(e2 / (e2 + e0 + e1 + e3)) - log(e0 / (e0 + e1 + e3));
    expect(lossOf([1, 0.5, 2, -1])).toBeCloseTo(byHand, 5);
  });

  it('depends on the order of the interesting items, not on that of the others', () => {
    expect(lossOf([1, 0.5, 2, -1])).toBeCloseTo(lossOf([1, -1, 2, 0.5]), 5);
    expect(lossOf([2, 0.5, 1, -1])).toBeGreaterThan(lossOf([1, 0.5, 2, -1]) + 0.3);
    expect(lossOf([0.5, 1, -1, 2])).toBeGreaterThan(lossOf([1, 0.5, 2, -1]) + 2);
  });
});

describe('listAgainstCatalogueLoss', () => {
  it('asks for the order only where it is told to', () => {
    const loss = (logits: number[], isOrdered: number) =>
      number(
        methods.listAgainstCatalogueLoss({
          studentLogits: tf.tensor2d([logits]),
          items: Int32Array.of(1, 2),
          isOrdered: Float32Array.of(isOrdered),
        }),
      );
    expect(loss([0, 2, 1, -1], 0)).toBeCloseTo(loss([0, 1, 2, -1], 0), 5);
    expect(loss([0, 1, 2, -1], 1)).toBeGreaterThan(loss([0, 2, 1, -1], 1) + 0.3);
  });
});

describe('students that already rank as the teacher does', () => {
  it.each([
    [
      'bidirectionalDistillation',
      methods.bidirectionalDistillation({ count: 3, epsilon: 0.1, temperature: 1 }),
    ],
    ['dualCorrection', methods.dualCorrection({ k: 8, count: 3, mu: 0.1 })],
  ])('%s leaves alone', (_, method) => {
    expect(number(method.loss(agreement(8)))).toBe(0);
  });
});

describe('student ranks', () => {
  it('count what stands above, from 0; equal logits share a place', () => {
    const logits = tf.tensor2d([
      [1, 3, 3, 0],
      [0, -1, 5, 2],
    ]);
    expect([...studentRanks(logits, Int32Array.of(1, 2, 0, 3, 3, 1, 0, 2))]).toEqual([
      0, 0, 2, 3, 1, 3, 2, 0,
    ]);
    expect([...bestItems(logits, 2)]).toEqual([1, 2, 2, 3]);
  });

  it('are those of sorting', () => {
    const { studentLogits } = tinyStudent(5);
    const order = bestItems(studentLogits, size.items);
    const ranks = studentRanks(studentLogits, order);
    expect([...ranks]).toEqual(Array.from(order, (_, at) => at % size.items));
  });
});

describe('countLarger', () => {
  it.each([
    ['spread values', (random: Random) => random.normal()],
    ['many equal values', (random: Random) => random.integer(4)],
    ['one value far off', (random: Random) => (random.integer(20) === 0 ? 1e6 : random.normal() * 1e-3)],
    ['one value for all', () => 7],
  ])('counts what a plain comparison counts: %s', (_, draw) => {
    const random = new Random(11);
    const row = Float32Array.from({ length: 200 }, () => draw(random));
    const chosen = row.slice(50, 90);
    const plain = Array.from(chosen, (value) => row.filter((x) => x > value).length);
    expect([...countLarger(row, chosen)]).toEqual(plain);
  });
});

/** Random vectors, and the same turned, scaled and, where asked, moved. */
function turned(options: { scale: number; shift: number }) {
  const [n, width] = [6, 3];
  const vectors = tf.tensor2d(new Random(7).normals(n * width, 1), [n, width]);
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const rotation = tf.tensor2d([
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ]);
  const moved = tf.add(tf.mul(tf.matMul(vectors, rotation), options.scale), options.shift);
  return { studentVectors: moved as tf.Tensor2D, teacherVectors: vectors };
}

describe('relations between vectors', () => {
  it.each([
    ['fullTopologyLoss', methods.fullTopologyLoss, { scale: 3, shift: 0 }],
    ['relationalDistanceLoss', methods.relationalDistanceLoss, { scale: 3, shift: 5 }],
    ['relationalAngleLoss', methods.relationalAngleLoss, { scale: 3, shift: 5 }],
  ] as const)('%s is 0 for a student that is its teacher turned and scaled', (_, loss, move) => {
    expect(number(loss(turned(move)))).toBeLessThan(1e-9);
    const other = { ...turned(move), studentVectors: tf.tensor2d(new Random(8).normals(18, 1), [6, 3]) };
    expect(number(loss(other))).toBeGreaterThan(0.01);
  });

  it('hierarchicalTopologyLoss is 0 there too, and reads only pairs of one group and the centres', () => {
    const groups = Int32Array.of(0, 0, 1, 1, 2, 2);
    for (const level of ['group-group', 'group-entity'] as const) {
      const still = methods.hierarchicalTopologyLoss({ ...turned({ scale: 2, shift: 0 }), groups, level });
      expect(number(still)).toBeLessThan(1e-9);
    }
    // One group: every pair counts, and one centre has nothing to be compared with.
    const vectors = {
      ...turned({ scale: 1, shift: 0 }),
      studentVectors: tf.tensor2d(new Random(8).normals(18, 1), [6, 3]),
    };
    const one = methods.hierarchicalTopologyLoss({
      ...vectors,
      groups: new Int32Array(6),
      level: 'group-group',
    });
    expect(number(one)).toBeCloseTo(number(methods.fullTopologyLoss(vectors)), 6);
  });

  it('stay finite where vectors coincide or are 0', () => {
    const studentVectors = tf.tensor2d([
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    const teacherVectors = tf.tensor2d(new Random(7).normals(12, 1), [4, 3]);
    for (const loss of [
      methods.fullTopologyLoss,
      methods.relationalDistanceLoss,
      methods.relationalAngleLoss,
    ]) {
      const slopes = tf.grad((x) => loss({ studentVectors: x as tf.Tensor2D, teacherVectors }))(
        studentVectors,
      );
      expect(slopes.dataSync().every(Number.isFinite)).toBe(true);
    }
  });
});

describe('experts', () => {
  it('leave each context to the expert that its teacher selects, when τ is small and there is no noise', () => {
    // Expert 0 keeps the student's vector, expert 1 turns its sign; the selector asks the teacher's sign.
    const identity = tf.tensor2d([[1]]);
    const expert = (sign: number) => ({
      inner: identity,
      innerBias: tf.tensor1d([0]),
      outer: tf.tensor2d([[sign]]),
      outerBias: tf.tensor1d([0]),
    });
    const loss = (teacher: number[]) =>
      number(
        methods.expertMixtureLoss({
          studentVectors: tf.tensor2d([[2], [3]]),
          teacherVectors: tf.tensor2d(teacher, [2, 1]),
          experts: [expert(1), expert(-1)],
          selector: { weights: tf.tensor2d([[1, -1]]), bias: tf.tensor1d([0, 0]) },
          noise: tf.zeros([2, 2]),
          temperature: 1e-3,
        }),
      );
    expect(loss([2, -3])).toBeCloseTo(0, 6);
    expect(loss([1, -5])).toBeCloseTo((1 + 4) / 2, 5);
  });

  it('select more sharply from epoch to epoch, and then stay', () => {
    const annealing = { start: 1, end: 0.01, epochs: 10 };
    const at = (epoch: number) => methods.annealedTemperature(annealing, epoch);
    expect(at(0)).toBe(1);
    expect(at(5)).toBeCloseTo(0.1, 10);
    expect(at(10)).toBeCloseTo(0.01, 10);
    expect(at(30)).toBeCloseTo(0.01, 10);
  });

  it('and other methods say which of the teacher’s vectors they lack', () => {
    const teacher = tinyTeacher({ seed: 2 });
    const batch = (vectors: Partial<typeof teacher>) =>
      tinyBatch({ student: tinyStudent(1), teachers: [{ ...teacher, ...vectors }], seed: 4 });
    const method = methods.fullTopologyDistillation({ teacherWidth: size.teacherWidth, items: 3 });
    expect(() => method.loss(batch({ hidden: null }))).toThrow(/needs the teacher's vectors of the contexts/);
    expect(() => method.loss(batch({ itemVectors: null }))).toThrow(/needs the teacher's item vectors/);
    const wrong = methods.fullTopologyDistillation({ teacherWidth: 9, items: 0 });
    expect(() => wrong.loss(batch({}))).toThrow(/teacherWidth is 9, but .* are 5 wide/);
  });
});

describe('importanceWeights', () => {
  const lists = { k: 3, items: Int32Array.of(4, 2, 7), logits: Float32Array.of(2, 1, 0) };
  const none = { position: 0, confidence: 0, consistency: 0, lambda: 1, temperature: 0.5 };
  const weights = (shares: Partial<typeof none>, own = [7, 1, 0]) => [
    ...methods.importanceWeights({
      lists,
      own: Int32Array.from(own),
      importance: { ...none, ...shares },
    }),
  ];

  it('are those of the places, of the softened logits, or of what the student has too', () => {
    expect(weights({ position: 2 })).toEqual([...methods.positionWeights(3, 1)]);
    const softened = [4, 2, 0].map(Math.exp);
    const sum = softened.reduce((a, b) => a + b);
    weights({ confidence: 1 }).forEach((weight, r) => {
      expect(weight).toBeCloseTo(softened[r] / sum, 6);
    });
    expect(weights({ consistency: 1 })).toEqual([0, 0, 1]);
    expect(weights({ consistency: 1 }, [0, 1, 3])).toEqual([0, 0, 0]);
  });
});

describe('combineMethods', () => {
  const batchOf = () => tinyBatch({ student: tinyStudent(1), teachers: [tinyTeacher({ seed: 2 })], seed: 4 });

  it('is the sum by weights', () => {
    const [a, b] = [
      methods.topKKl({ temperature: 1 }),
      methods.fullTopologyDistillation({ teacherWidth: 5, items: 0 }),
    ];
    const sum = methods.combineMethods([
      { method: a, weight: 2 },
      { method: b, weight: 0.25 },
    ]);
    const expected = 2 * number(a.loss(batchOf())) + 0.25 * number(b.loss(batchOf()));
    expect(number(sum.loss(batchOf()))).toBeCloseTo(expected, 5);
    expect(sum.name).toBe('2 topKKl + 0.25 fullTopologyDistillation');
  });

  it('trains and disposes the weights of all, and tells equal names apart by refusing them', () => {
    const before = tf.memory().numTensors;
    const projected = () =>
      methods.hint({ studentWidth: 4, teacherWidth: 5, items: 0, random: new Random(1) });
    const [a, b] = [projected(), projected()];
    const embedded = methods.collaborativeEmbedding({
      studentWidth: 4,
      teacherWidth: 5,
      items: 2,
      random: new Random(1),
    });
    const sum = methods.combineMethods([
      { method: a, weight: 1 },
      { method: embedded, weight: 1 },
    ]);
    expect(sum.parameters.map(({ name }) => name)).toEqual([
      'hint/contexts',
      'collaborativeEmbedding/projection',
    ]);
    const twice = [
      { method: a, weight: 1 },
      { method: b, weight: 1 },
    ];
    expect(() => methods.combineMethods(twice)).toThrow(/two methods have a weight named "hint\/contexts"/);
    sum.dispose();
    b.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses an empty sum and weights that are not above 0', () => {
    expect(() => methods.combineMethods([])).toThrow(/at least one method/);
    const method = methods.topKKl({ temperature: 1 });
    expect(() => methods.combineMethods([{ method, weight: 0 }])).toThrow(/weight of topKKl must be/);
  });
});
