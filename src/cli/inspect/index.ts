import { inspectDataSets } from './data-sets';
import type { Finding } from './finding';
import { inspectDisk, inspectInstructionSets, inspectMemory, inspectNode } from './machine';
import { inspectJupyter, inspectKernel, inspectPython } from './python';
import { inspectTensorflow } from './tensorflow';
import { inspectWeights } from './weights';

/** Looks at all that the project needs; nothing is changed and nothing fetched. */
export async function inspect(): Promise<Finding[]> {
  return [
    inspectNode(),
    ...inspectTensorflow(),
    inspectInstructionSets(),
    inspectPython(),
    inspectJupyter(),
    inspectKernel(),
    await inspectWeights(),
    inspectDataSets(),
    inspectDisk(),
    inspectMemory(),
  ];
}
