import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../../notebook/project-folder';
import type { Finding } from './finding';

interface Answer {
  readonly library: string;
  readonly tfjs: string;
  readonly backend: string;
  readonly product: number;
}

const cure = 'node scripts/setup.mjs --redo tensorflow';

function broken(text: string): Finding[] {
  return [
    { key: 'tensorflow', title: 'TensorFlow', state: 'missing', text, cure, facts: {} },
    { key: 'backend', title: 'Back end', state: 'missing', text: 'none', facts: {} },
  ];
}

/** TensorFlow and its back end, tried out with a small product. */
export function inspectTensorflow(): Finding[] {
  const probe = join(projectFolder(), 'dist', 'cli', 'inspect', 'tensorflow-probe.js');
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [probe], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) {
    const reason = stderr.split('\n').find((line) => /Error/.test(line)) ?? stderr.trim().split('\n').at(-1);
    return broken(signal ? `ended by ${signal} while it loaded` : `does not load: ${reason}`);
  }
  const answer: Answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (answer.product !== 12)
    return broken(`computes wrongly: a product of ones gave ${answer.product}, not 12`);
  const { library, tfjs, backend } = answer;
  return [
    {
      key: 'tensorflow',
      title: 'TensorFlow',
      state: 'ok',
      text: `${library}, through TensorFlow.js ${tfjs}`,
      facts: { version: library, tfjs },
    },
    {
      key: 'backend',
      title: 'Back end',
      state: backend === 'tensorflow' ? 'ok' : 'note',
      text: backend === 'tensorflow' ? 'tensorflow (native)' : backend,
      facts: { name: backend },
    },
  ];
}
