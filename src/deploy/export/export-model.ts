import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError, nearestName } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { readSafetensors, writeSafetensors } from '../../files/safetensors';
import { descriptionFile, weightsFile } from '../../models/saved-model/model-folder';
import { checkFileTarget, checkFolderTarget } from './check-target';
import { type ExportedModel, type ExportFormat, exportFormats, fileFacts } from './exported-model';
import { rankingToLayers } from './layers/ranking-layers';
import { ratingToLayers } from './layers/rating-layers';
import { writeLayersModel } from './layers/write-layers-model';
import { clickToOnnx } from './onnx/click-graph';
import type { GraphPort, OnnxModel } from './onnx/graph-builder';
import { rankingToOnnx } from './onnx/ranking-graph';
import { ratingToOnnx } from './onnx/rating-graph';
import { aboutStudent, loadSavedStudent, type SavedStudent } from './saved-student';

export interface ExportModelOptions {
  /** A saved model of any task. */
  readonly folder: string;
  readonly to: ExportFormat;
  /** Path of the file; for `tfjs` a folder, made where missing. */
  readonly out: string;
  /** Best items in the graph of a ranking model as ONNX; null leaves them out. */
  readonly topK: number | null;
}

type Written = Pick<ExportedModel, 'inputs' | 'outputs'> & { readonly paths: readonly string[] };

function checkTarget({ folder, to, out, topK }: ExportModelOptions, { task }: SavedStudent): void {
  if (topK !== null && (to !== 'onnx' || task !== 'ranking')) {
    throw new InputError(
      `topK: expected a ranking model exported as onnx, found one of task ${task} as ${to}; leave it out`,
    );
  }
  if (to === 'tfjs') checkFolderTarget(out);
  else checkFileTarget(out, { folder, own: [descriptionFile, weightsFile] });
}

function onnxOf(saved: SavedStudent, topK: number | null): OnnxModel {
  const metadata = aboutStudent(saved);
  if (saved.task === 'rating') return ratingToOnnx({ model: saved.model, levels: saved.levels, metadata });
  if (saved.task === 'ranking') return rankingToOnnx({ model: saved.model, topK, metadata });
  const { logitShift } = saved.description.metadata;
  return clickToOnnx({
    ...{ model: saved.model, metadata },
    logitShift: typeof logitShift === 'number' ? logitShift : 0,
  });
}

function layersOf(saved: SavedStudent): tf.LayersModel {
  if (saved.task === 'rating') return ratingToLayers(saved);
  if (saved.task === 'ranking') return rankingToLayers(saved);
  throw new InputError(
    `layers format: expected a model of ratings or rankings, found one of clicks (${saved.model.kind}), whose fields' ids TensorFlow.js has no layer to count through; export it as onnx`,
  );
}

/** Of tfjs-layers' tensors, whose first axis is the batch. */
function portsOf(tensors: readonly tf.SymbolicTensor[]): GraphPort[] {
  return tensors.map(({ name, dtype, shape }) => ({
    name: name.split('/')[0],
    type: dtype === 'int32' ? 'int64' : 'float32',
    shape: shape.map((size) => size ?? 'batch'),
    about: dtype === 'int32' ? 'rows of the vocabulary as int32, from 0' : '',
  }));
}

async function writeLayers(saved: SavedStudent, folder: string): Promise<Written> {
  const model = layersOf(saved);
  try {
    const paths = await writeLayersModel({ folder, model, metadata: aboutStudent(saved) });
    return { paths, inputs: portsOf(model.inputs), outputs: portsOf(model.outputs) };
  } finally {
    model.dispose();
  }
}

/** All tensors as they were saved, with what model.json says of them in the header. */
function writeTensors(saved: SavedStudent, folder: string, out: string): Written {
  const { config, vocabulary, metadata } = saved.description;
  const { tensors } = readSafetensors(join(folder, weightsFile));
  const about = Object.entries({ config, vocabulary, metadata }).map(([name, value]) => [
    name,
    JSON.stringify(value),
  ]);
  writeSafetensors(out, tensors, { ...aboutStudent(saved), ...Object.fromEntries(about) });
  return { paths: [out], inputs: [], outputs: [] };
}

async function write(saved: SavedStudent, { folder, to, out, topK }: ExportModelOptions): Promise<Written> {
  if (to === 'tfjs') return writeLayers(saved, out);
  if (to === 'safetensors') return writeTensors(saved, folder, out);
  const { bytes, inputs, outputs } = onnxOf(saved, topK);
  writeFileAtomic(out, bytes);
  return { paths: [out], inputs, outputs };
}

/**
 * Writes a saved model in a format that others read.
 * - `onnx`: a graph of any batch size; see `ratingToOnnx`, `rankingToOnnx`, `clickToOnnx`.
 * - `tfjs`: a folder that `tf.loadLayersModel` opens; for models that TensorFlow.js has layers for.
 * - `safetensors`: all tensors in one file, with config, vocabulary and metadata as JSON in its header. In Python:
 *       from safetensors import safe_open
 *       with safe_open("student.safetensors", "np") as file:
 *           tensors, about = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()
 * Files appear whole or not at all. ONNX and safetensors files of the same model are the same, byte for byte.
 * @throws InputError if the model is missing or damaged, has no form in that format, or would be overwritten
 */
export async function exportModel(options: ExportModelOptions): Promise<ExportedModel> {
  checkOptions('exportModel', options, ['folder', 'to', 'out', 'topK']);
  const { folder, to } = options;
  if (!exportFormats.includes(to)) {
    throw new InputError(
      `exportModel: unknown format "${to}"; did you mean "${nearestName(to, exportFormats)}"? Known: ${exportFormats.join(', ')}`,
    );
  }
  const saved = await loadSavedStudent(folder);
  try {
    checkTarget(options, saved);
    const { paths, inputs, outputs } = await write(saved, options);
    return { to, task: saved.task, kind: saved.model.kind, files: await fileFacts(paths), inputs, outputs };
  } finally {
    saved.model.dispose();
  }
}
