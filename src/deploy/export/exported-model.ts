import { statSync } from 'node:fs';
import { sha256File } from '../../files/hash';
import type { GraphPort } from './onnx/graph-builder';

export type ExportFormat = 'onnx' | 'tfjs' | 'safetensors';

export const exportFormats: readonly ExportFormat[] = ['onnx', 'tfjs', 'safetensors'];

export interface ExportedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What was written, and how it is asked. */
export interface ExportedModel {
  readonly to: ExportFormat;
  readonly task: 'rating' | 'ranking' | 'click' | 'encoder';
  readonly kind: string;
  readonly files: readonly ExportedFile[];
  /** Of the graph; none of a file of weights alone. */
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
}

export async function fileFacts(paths: readonly string[]): Promise<ExportedFile[]> {
  const facts: ExportedFile[] = [];
  for (const path of paths) facts.push({ path, bytes: statSync(path).size, sha256: await sha256File(path) });
  return facts;
}
