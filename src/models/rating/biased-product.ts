import * as tf from '@tensorflow/tfjs-node';
import { add, multiply, sumOfRows } from '../../tensor/arithmetic';

/**
 * Score of pairs whose bias lies in the first column of each row: b_u + b_i + p_u · q_i, with its gradient in four
 * operations. It is the inside of the step that a sweep repeats a million times.
 * @param user [pairs, 1 + dimensions]
 * @param item [pairs, 1 + dimensions]
 * @returns [pairs, 1]
 */
export function biasedProduct(user: tf.Tensor2D, item: tf.Tensor2D): tf.Tensor2D {
  const width = user.shape[1] - 1;
  const score = tf.customGrad((x, y, save) => {
    const [userBias, userVector] = tf.split(x as tf.Tensor2D, [1, width], 1);
    const [itemBias, itemVector] = tf.split(y as tf.Tensor2D, [1, width], 1);
    (save as tf.GradSaveFunc)([userVector, itemVector]);
    return {
      value: add(add(userBias, itemBias), sumOfRows(multiply(userVector, itemVector))),
      gradFunc: (dy: tf.Tensor, [p, q]: tf.Tensor[]) => [
        tf.concat([dy, multiply(q, dy)], 1),
        tf.concat([dy, multiply(p, dy)], 1),
      ],
    };
  });
  return score(user, item) as tf.Tensor2D;
}
