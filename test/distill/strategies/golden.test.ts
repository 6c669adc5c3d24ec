import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, it } from 'vitest';
import { attentionTransferLoss } from '../../../src/distill/strategies/attention-transfer';
import { entropyTemperature } from '../../../src/distill/strategies/entropy-temperature';
import { focalTemperature, focalWeight } from '../../../src/distill/strategies/focal-rules';
import { softLossInTemperature } from '../../../src/distill/strategies/learnt-temperature';
import { patientLoss } from '../../../src/distill/strategies/patient-distillation';
import { similarityPreservingLoss } from '../../../src/distill/strategies/similarity-preserving';
import { softenedTerm } from '../../../src/distill/strategies/softened-term';
import { solutionFlowLoss } from '../../../src/distill/strategies/solution-flow';
import { evaluate, expectGolden } from '../ranking/methods/evaluate-loss';
import { termBatch } from './tiny-term-batch';

const fixture = JSON.parse(readFileSync(join(__dirname, '../../fixtures/strategies.json'), 'utf8'));
const { inputs, losses } = fixture;
const { temperature, range, gamma } = inputs;
const rows = Int32Array.from(inputs.studentLogits.keys());
const labels = new Int32Array(rows.length).fill(-1);

const softened = (rules: Parameters<typeof softenedTerm>[0]) =>
  evaluate(
    (studentLogits) => {
      const teacherLogits = tf.tensor2d(inputs.teacherLogits as number[][]);
      return softenedTerm(rules).loss(termBatch({ rows, labels, studentLogits, teacherLogits, temperature }));
    },
    [inputs.studentLogits],
  );

/** A loss on hidden layers; the teacher's are made within, so that they have no gradient. */
const onHidden = (of: (h: tf.Tensor2D[], teacher: tf.Tensor2D[], same: tf.Tensor2D[]) => tf.Scalar) => {
  const tensors = (layers: number[][][]) => layers.map((layer) => tf.tensor2d(layer));
  return evaluate((...h) => of(h, tensors(inputs.teacherHidden), tensors(inputs.sameHidden)), inputs.hidden);
};
/** Of the layer at `at` alone. */
const onLayer = (at: number, of: Parameters<typeof onHidden>[0]) => {
  const { value, gradients } = onHidden((h, teacher, same) =>
    tf.add(of(h, teacher, same), tf.mul(tf.sum(h[1 - at]), 0)),
  );
  return { value, gradients: [gradients[at]] };
};

describe('strategies and their gradients agree with PyTorch to 1e-5', () => {
  it('temperatures by the teacher’s entropy', () => {
    expectGolden(softened({ temperature: entropyTemperature({ range }) }), losses.entropyTemperature);
  });

  it('temperatures by what the student lacks', () => {
    expectGolden(softened({ temperature: focalTemperature({ range, gamma }) }), losses.focalTemperature);
  });

  it('weights by what the student lacks', () => {
    expectGolden(softened({ weight: focalWeight({ gamma }) }), losses.focalWeight);
  });

  it('the soft loss as a function of its temperature', () => {
    const loss = (studentLogits: tf.Tensor2D, theta: tf.Tensor) => {
      const teacherLogits = tf.tensor2d(inputs.teacherLogits as number[][]);
      const factor = tf.exp(tf.mul(tf.tanh(theta), Math.log(range)));
      const learnt = tf.mul(factor, temperature);
      return softLossInTemperature({ studentLogits, teacherLogits, temperature: learnt });
    };
    expectGolden(evaluate(loss, [inputs.studentLogits, [inputs.theta]]), losses.learntTemperature);
  });

  it('attention transfer', () => {
    const loss = (power: number) =>
      onLayer(0, ([studentHidden], [teacherHidden]) =>
        attentionTransferLoss({ studentHidden, teacherHidden, power }),
      );
    expectGolden(loss(2), losses.attentionTransfer);
    expectGolden(loss(3), losses.attentionTransferCubed);
  });

  it('similarities of samples', () => {
    const found = onLayer(0, ([studentHidden], [teacherHidden]) =>
      similarityPreservingLoss({ studentHidden, teacherHidden }),
    );
    expectGolden(found, losses.similarityPreserving);
  });

  it('the flow between two layers, against full matrices', () => {
    const found = onHidden((h, _, same) =>
      solutionFlowLoss({
        from: { studentHidden: h[0], teacherHidden: same[0] },
        to: { studentHidden: h[1], teacherHidden: same[1] },
      }),
    );
    expectGolden(found, losses.solutionFlow);
  });

  it('patient distillation', () => {
    const found = onLayer(1, (h, _, same) => patientLoss({ studentHidden: h[1], teacherHidden: same[1] }));
    expectGolden(found, losses.patient);
  });
});
