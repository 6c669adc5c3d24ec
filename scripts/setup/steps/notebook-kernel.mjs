import { join } from 'node:path';
import { writeJsonAtomic } from '../atomic-json.mjs';

const kernelFile = (context) =>
  join(context.environment().prefix, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
const launcher = ({ root }) => join(root, 'dist', 'notebook', 'kernel.js');

/**
 * The TypeScript kernel, inside the Python environment and never in the user's home. It is named as stock tslab's is,
 * so that the notebooks open with either.
 */
export const notebookKernel = {
  name: 'kernel',
  title: 'notebooks’ TypeScript kernel',

  inputs: (context) => [process.execPath, launcher(context), kernelFile(context)],

  products: (context) => [kernelFile(context), launcher(context)],

  run(context) {
    writeJsonAtomic(kernelFile(context), {
      argv: [process.execPath, launcher(context), '--config-path', '{connection_file}'],
      display_name: 'TypeScript',
      language: 'typescript',
    });
  },
};
