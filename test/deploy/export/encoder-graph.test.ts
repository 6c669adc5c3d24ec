import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { encoderToOnnx } from '../../../src/deploy/export/onnx/encoder-graph';
import { BertEncoder, batchTokens, type TokenBatch } from '../../../src/language';
import { Random } from '../../../src/random';
import { expectNear, type Feed, OnnxRun } from './run-onnx';

const fixtures = join(__dirname, '..', '..', 'fixtures');

function feedsOf({ ids, lengths, width }: TokenBatch): Record<string, Feed> {
  const mask = Int32Array.from(ids, (_, cell) => (cell % width < lengths[Math.floor(cell / width)] ? 1 : 0));
  const shape = [lengths.length, width];
  return { input_ids: [ids, shape], attention_mask: [mask, shape] };
}

function vectorsOf(encoder: BertEncoder, batch: TokenBatch): Float32Array {
  const vectors = encoder.embed({ batch, training: false, random: null });
  const values = vectors.dataSync() as Float32Array;
  vectors.dispose();
  return values;
}

const config = {
  ...({ kind: 'bert', vocabulary: 20, hidden: 8, layers: 2, heads: 2, positions: 6, tokenTypes: 2 } as const),
  ...{ layerNormEpsilon: 1e-12, dropout: 0, attentionDropout: 0, initializerRange: 0.5 },
};
const fresh = (intermediate: number) => () =>
  BertEncoder.initialise({ config: { ...config, intermediate }, random: new Random(2) });
const encoders: Readonly<Record<string, () => BertEncoder>> = {
  'a BERT checkpoint': () => BertEncoder.load({ folder: join(fixtures, 'tiny-bert') }),
  'a DistilBERT checkpoint': () => BertEncoder.load({ folder: join(fixtures, 'tiny-distilbert') }),
  'a fresh BERT': fresh(16),
  'a BERT whose feed-forward part is as wide as its layers': fresh(8),
  'a BERT whose feed-forward part is narrower': fresh(4),
};

describe.each(Object.entries(encoders))('%s as ONNX', (_, load) => {
  it('gives the vectors of TensorFlow, whatever the number and length of texts', async () => {
    const encoder = load();
    const random = new Random(3);
    const before = tf.memory().numTensors;
    const { bytes } = encoderToOnnx({ encoder, metadata: {} });
    expect(tf.memory().numTensors).toBe(before);
    const run = await OnnxRun.open(bytes);
    for (const [texts, longest] of [
      [1, 1],
      [3, 6],
      [8, 4],
    ]) {
      const tokens = Array.from({ length: texts }, () =>
        Int32Array.from({ length: 1 + random.integer(longest) }, () => random.integer(20)),
      );
      const batch = batchTokens({ tokens, padId: 0 });
      const { vectors } = await run.of(feedsOf(batch));
      expectNear(vectors, vectorsOf(encoder, batch), 1e-4);
    }
    await run.close();
    encoder.dispose();
  });
});

it('encoderToOnnx has no answer for a token that is none, or more tokens than positions', async () => {
  const encoder = fresh(16)();
  const run = await OnnxRun.open(encoderToOnnx({ encoder, metadata: {} }).bytes);
  const batch = (tokens: number[]) => feedsOf(batchTokens({ tokens: [Int32Array.from(tokens)], padId: 0 }));
  await expect(run.of(batch([20]))).rejects.toThrow(/out of data bounds/);
  await expect(run.of(batch(Array(7).fill(1)))).rejects.toThrow(/6 by 7|out of data bounds/);
  await run.close();
  encoder.dispose();
});
