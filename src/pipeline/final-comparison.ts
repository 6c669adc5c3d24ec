import { ratingsOf } from '../data/labels';
import type { Split } from '../data/split';
import { softmaxRows } from '../distill/soft-targets/soft-probabilities';
import { rmse } from '../evaluate';
import { fitBiasBaseline } from '../models/rating/bias-baseline';
import { compareStudent } from './compare-student';
import { type Comparison, describeModel, type FinalOptions, oneRequest } from './comparison';
import type { TestRows } from './final-test';
import type { SplitResult, StudentResult, TeacherResult } from './result';
import { type Scorer, scoreModel } from './score-model';

/** Opens the test part, once, and measures teacher and students on it with what validation chose. */
export async function finalComparison(options: FinalOptions): Promise<Omit<SplitResult, 'seconds'>> {
  const { split, teacher, settings } = options;
  const test = options.finalTest.open();
  const before = teacher.hash();
  const classes = teacher.classes;
  const teacherProbabilities = softmaxRows({ logits: teacher.logits(test.pairs), classes, temperature: 1 });
  const comparison = { ...options, test, teacherProbabilities };
  const students: StudentResult[] = [];
  for (const [index] of settings.student.students.entries())
    students.push(await compareStudent(comparison, index));
  if (teacher.hash() !== before) throw new Error("finalComparison: the teacher's weights moved");
  return {
    split: split.name,
    rows: { train: split.train.length, validation: split.validation.length, test: test.rows.length },
    bestPossibleValidation: bestPossibleValidation(split),
    baseline: { rmse: baselineRmse(split, test) },
    teacher: await describeTeacher(comparison),
    students,
  };
}

function bestPossibleValidation({ data, validation }: Split): number | null {
  const { expectations } = data;
  if (expectations === null) return null;
  const predictions = Float32Array.from(validation, (row) => expectations[row]);
  return rmse({ predictions, ratings: ratingsOf(data, validation) });
}

/** What mean and damped biases reach, which know neither text nor taste. */
function baselineRmse(split: Split, { pairs, ratings }: TestRows): number {
  const { predict } = fitBiasBaseline({ data: split.data, rows: split.train, damping: 5 });
  return rmse({ predictions: predict(pairs), ratings });
}

async function describeTeacher(comparison: Comparison): Promise<TeacherResult> {
  const { split, teacher, texts, teacherProbabilities } = comparison;
  const scorer: Scorer = (pairs) => teacher.logits(pairs);
  return {
    weights: teacher.weights,
    validation: teacher.validation,
    latency: await oneRequest(split, scorer),
    ...describeModel(comparison, scorer, teacherProbabilities),
    scores: scoreModel({ ...comparison, probabilities: teacherProbabilities, teacherProbabilities: null }),
    history: teacher.histories[0].history,
    fineTuning: texts.fineTuning,
    textChoice: comparison.textChoice,
    hash: teacher.hash(),
  };
}
