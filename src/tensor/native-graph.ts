import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { GraphBuilder } from './graph-builder';

/**
 * A graph that TensorFlow optimises and runs as a whole: one call from JavaScript instead of one an op, activations
 * fused into products, and intermediate values written where their inputs lay. It stays loaded as long as the process.
 */
export class NativeGraph {
  private readonly model: number;

  constructor(builder: GraphBuilder) {
    const folder = mkdtempSync(join(tmpdir(), 'recdistill-graph-'));
    try {
      // TensorFlow takes a graph from a folder alone; it is not needed after that.
      writeFileSync(join(folder, 'saved_model.pb'), builder.savedModel());
      this.model = backend().loadSavedModelMetaGraph(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /**
   * Computes the named outputs and what they need. Nothing is recorded for automatic differentiation.
   * @param inputs by the names of their placeholders
   */
  run(inputs: Readonly<Record<string, tf.Tensor>>, outputs: readonly string[]): tf.Tensor[] {
    const names = Object.keys(inputs);
    const infos = names.map((name) => ({
      name: `${name}:0`,
      dtype: inputs[name].dtype,
      shape: inputs[name].shape,
    }));
    const tensors = names.map((name) => inputs[name]);
    const fetches = outputs.map((name) => `${name}:0`);
    return backend().runSavedModel(this.model, tensors, infos as never, fetches);
  }
}

function backend(): NodeJSKernelBackend {
  return tf.backend() as unknown as NodeJSKernelBackend;
}
