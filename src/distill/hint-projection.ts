import type { Random } from '../random';
import { Parameter } from '../tensor/parameter';

/**
 * W of `hintLoss`, started so that it keeps the size of what it maps. It is trained with the student and thrown away.
 * @returns [studentWidth, teacherWidth]
 */
export function hintProjection(options: {
  readonly name: string;
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly random: Random;
}): Parameter {
  const { name, studentWidth, teacherWidth, random } = options;
  const values = random.normals(studentWidth * teacherWidth, 1 / Math.sqrt(studentWidth));
  return new Parameter({ name, shape: [studentWidth, teacherWidth], values });
}
