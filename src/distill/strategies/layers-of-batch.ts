import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { DistillTerm, TermBatch } from '../distill-term';

/** Which layer of the student is matched with which of the teacher's; from 0, first to last. */
export interface LayerPair {
  readonly student: number;
  readonly teacher: number;
}

/** Both hidden layers, [batch, width] each; the teacher's is a constant. */
export interface MatchedLayers {
  readonly studentHidden: tf.Tensor2D;
  readonly teacherHidden: tf.Tensor2D;
}

function layerOf(where: string, layers: readonly tf.Tensor2D[], at: number, side: string): tf.Tensor2D {
  const layer = layers[at];
  if (layer !== undefined) return layer;
  const advice =
    side === 'student'
      ? 'name another layer, or take a student with hidden layers'
      : "store the teacher's (hiddenLayers)";
  throw new InputError(`${where}: wants layer ${at} of the ${side}, which shows ${layers.length}; ${advice}`);
}

/** @throws InputError where a side does not show that layer */
export function layersOf(where: string, batch: TermBatch, pair: LayerPair): MatchedLayers {
  return {
    studentHidden: layerOf(where, batch.studentLayers, pair.student, 'student'),
    teacherHidden: layerOf(where, batch.teacherLayers, pair.teacher, 'teacher'),
  };
}

/** @throws InputError unless there are pairs of whole numbers from 0 */
export function checkLayerPairs(where: string, pairs: readonly LayerPair[]): void {
  const isLayer = (at: number) => Number.isInteger(at) && at >= 0;
  if (pairs.length > 0 && pairs.every(({ student, teacher }) => isLayer(student) && isLayer(teacher))) return;
  throw new InputError(
    `${where}: pairs must hold at least one { student, teacher }, numbers of layers from 0, found ${JSON.stringify(pairs)}`,
  );
}

/** @throws RangeError unless both have as many rows */
export function checkSameRows(where: string, { studentHidden, teacherHidden }: MatchedLayers): number {
  const [rows] = studentHidden.shape;
  if (rows === teacherHidden.shape[0]) return rows;
  throw new RangeError(
    `${where}: studentHidden [${studentHidden.shape}] and teacherHidden [${teacherHidden.shape}] must have as many rows; were both computed from one batch?`,
  );
}

/** @throws RangeError unless both have one shape */
export function checkSameWidth(where: string, layers: MatchedLayers): number {
  checkSameRows(where, layers);
  const [, width] = layers.studentHidden.shape;
  if (width === layers.teacherHidden.shape[1]) return width;
  throw new RangeError(
    `${where}: the student's layer is ${width} wide, the teacher's ${layers.teacherHidden.shape[1]}; take layers of one width, or one of attentionTransfer, similarityPreserving and layerHint, which want none`,
  );
}

/** A term that sums the loss of matched layers over pairs of them. */
export function matchedLayersTerm(
  name: string,
  pairs: readonly LayerPair[],
  lossOf: (layers: MatchedLayers) => tf.Scalar,
): DistillTerm {
  checkLayerPairs(name, pairs);
  return {
    name,
    parameters: [],
    loss: (batch) => tf.addN(pairs.map((pair) => lossOf(layersOf(name, batch, pair)))),
    dispose: () => {},
  };
}
