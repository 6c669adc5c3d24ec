import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import { detached } from '../../tensor/detached';
import { bprLoss } from '../losses/bpr-loss';
import { checkCounts, checkNotNegative, checkPositive } from '../ranking/methods/check-settings';
import { drawOthers } from '../ranking/methods/draw-others';
import { lossOnlyMethod } from '../ranking/methods/loss-only-method';
import type { MethodBatch, RankingMethod } from '../ranking/ranking-method';

/**
 * The worst small move, as far as a loss is straight: Δ = ε · g / ‖g‖, the norm over all gradients together. 0 where the
 * gradient is 0.
 * @param options.gradients of the loss in what is moved
 * @returns one move a gradient
 * @see He et al. 2018, arXiv:1808.03908, equation 8
 */
export function worstMove(options: {
  readonly gradients: readonly tf.Tensor[];
  readonly epsilon: number;
}): tf.Tensor[] {
  checkOptions('worstMove', options, ['gradients', 'epsilon']);
  const { gradients, epsilon } = options;
  return tf.tidy(() => {
    const squares = tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))));
    const norm = Math.sqrt(squares.dataSync()[0]);
    return gradients.map((gradient) => tf.mul(gradient, norm === 0 ? 0 : epsilon / norm));
  });
}

/**
 * A method that also holds where the embeddings are moved against it:
 *   L(h, V) + weight · L(h + Δ_h, V + Δ_V),  (Δ_h, Δ_V) = ε · g / ‖g‖,  g = ∂L / ∂(h, V)
 * over the batch's vectors of contexts and all item vectors. The move is a constant: the gradient of the second term is
 * taken at the moved place. Draws of the method are the same in all three passes. With `observedBpr` and weight 1 it is
 * APR; with a distillation method the student's agreement with its teacher becomes robust. A step costs three losses.
 * Start it, as the paper does, on a student that is trained already: against vectors that are still small the move is
 * larger than what it moves, and teaches nothing.
 * @param options.method the sum owns it: it trains its weights and disposes it
 * @param options.epsilon length of the move, in the embeddings' own units
 * @throws InputError on settings out of range
 * @see He, He, Du & Chua 2018, arXiv:1808.03908
 */
export function adversariallyPerturbed(options: {
  readonly method: RankingMethod;
  readonly epsilon: number;
  readonly weight: number;
}): RankingMethod {
  const where = 'adversariallyPerturbed';
  checkOptions(where, options, ['method', 'epsilon', 'weight']);
  const { method, epsilon, weight } = options;
  checkNotNegative(where, { epsilon });
  checkPositive(where, { weight });
  return {
    ...method,
    name: `${method.name} under moves of ${epsilon}`,
    loss: (batch) => {
      const start = batch.random.position();
      const clean = method.loss(batch);
      const end = batch.random.position();
      const again = (moved: MethodBatch) => {
        batch.random.moveTo(start);
        return method.loss(moved);
      };
      const [ofContexts, ofItems] = moveAgainst(again, batch, epsilon);
      const hidden = tf.add(batch.hidden, ofContexts) as tf.Tensor2D;
      const itemVectors = tf.add(batch.itemVectors, ofItems) as tf.Tensor2D;
      const moved = again(withVectors(batch, { hidden, itemVectors, biases: biasesOf(batch) }));
      batch.random.moveTo(end);
      return tf.add(clean, tf.mul(moved, weight));
    },
    dispose: () => method.dispose(),
  };
}

const product = (hidden: tf.Tensor2D, itemVectors: tf.Tensor2D): tf.Tensor2D =>
  tf.matMul(hidden, itemVectors, false, true);

/** What the student's logits hold beside the product of its vectors. [batch, items] */
function biasesOf({ studentLogits, hidden, itemVectors }: MethodBatch): tf.Tensor2D {
  return tf.sub(studentLogits, product(hidden, itemVectors));
}

interface StudentVectors {
  readonly hidden: tf.Tensor2D;
  readonly itemVectors: tf.Tensor2D;
  readonly biases: tf.Tensor2D;
}

/** The batch as if the student had these vectors. */
function withVectors(batch: MethodBatch, { hidden, itemVectors, biases }: StudentVectors): MethodBatch {
  const studentLogits = tf.add(product(hidden, itemVectors), biases) as tf.Tensor2D;
  return { ...batch, hidden, itemVectors, studentLogits };
}

function moveAgainst(
  loss: (batch: MethodBatch) => tf.Scalar,
  batch: MethodBatch,
  epsilon: number,
): tf.Tensor[] {
  const biases = detached(biasesOf(batch));
  const gradients = tf.grads((hidden: tf.Tensor, itemVectors: tf.Tensor) =>
    loss(
      withVectors(batch, { hidden: hidden as tf.Tensor2D, itemVectors: itemVectors as tf.Tensor2D, biases }),
    ),
  )([detached(batch.hidden), detached(batch.itemVectors)]);
  return worstMove({ gradients: gradients.map(detached), epsilon });
}

/**
 * `bprLoss` on what came next, as a method: it asks no teacher for anything.
 *   L = -(1 / observed) · Σ_u (1 / n) · Σ_{j drawn} ln σ(z[y] - z[j])
 * @param options.negatives n, items drawn a context, none of them the next one
 * @throws InputError where the catalogue has fewer
 * @see Rendle et al. 2009, arXiv:1205.2618
 */
export function observedBpr(options: { readonly negatives: number }): RankingMethod {
  const where = 'observedBpr';
  checkOptions(where, options, ['negatives']);
  const { negatives: count } = options;
  checkCounts(where, { negatives: count });
  return lossOnlyMethod(where, ({ studentLogits, targets, random }) => {
    const [batch, items] = studentLogits.shape;
    const negatives = drawOthers(where, { excluded: targets, batch, items, count, random });
    return bprLoss({ logits: studentLogits, targets, negatives });
  });
}
