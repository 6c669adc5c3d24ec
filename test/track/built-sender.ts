import { join } from 'node:path';
import { bundle } from '../processes/run-child';

const root = join(__dirname, '..', '..');

/** The sender's program as one file, as the library's own is not built where tests run. */
export function builtSender(folder: string): string {
  // plotly.js is looked for beside the bundle otherwise
  process.env.NODE_PATH = join(root, 'node_modules');
  return bundle(join(root, 'src', 'track', 'sender', 'sender-process.ts'), folder);
}
