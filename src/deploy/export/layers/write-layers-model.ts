import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { writeFileAtomic } from '../../../files/atomic-write';
import { sha256 } from '../../../files/hash';
import { libraryVersion } from '../../../version';

/** Browsers keep files of this size in their caches. */
const SHARD_BYTES = 4 * 2 ** 20;

/** What tfjs hands to whoever saves a model. */
type Artifacts = Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0];

async function artifactsOf(model: tf.LayersModel): Promise<Artifacts> {
  const kept: Artifacts[] = [];
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      kept.push(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return kept[0];
}

/**
 * Writes a model as TensorFlow.js's layers format: shards of weights, then model.json, which names them. The shards'
 * names hold a hash of the weights, so that a model.json never finds the weights of another model.
 * @returns paths of the written files, model.json last
 */
export async function writeLayersModel(options: {
  readonly folder: string;
  readonly model: tf.LayersModel;
  readonly metadata: Readonly<Record<string, string>>;
}): Promise<string[]> {
  const { folder, model, metadata } = options;
  const { modelTopology, weightSpecs, weightData } = await artifactsOf(model);
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const hash = sha256(weights).slice(0, 12);
  const count = Math.max(1, Math.ceil(weights.length / SHARD_BYTES));
  const names = Array.from({ length: count }, (_, k) => `weights-${hash}-${k + 1}of${count}.bin`);
  names.forEach((name, k) => {
    writeFileAtomic(join(folder, name), weights.subarray(k * SHARD_BYTES, (k + 1) * SHARD_BYTES));
  });
  const description = {
    ...{ format: 'layers-model', generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}` },
    ...{ convertedBy: `recdistill ${libraryVersion}`, modelTopology },
    weightsManifest: [{ paths: names, weights: weightSpecs }],
    userDefinedMetadata: metadata,
  };
  writeFileAtomic(join(folder, 'model.json'), `${JSON.stringify(description)}\n`);
  return [...names, 'model.json'].map((name) => join(folder, name));
}
