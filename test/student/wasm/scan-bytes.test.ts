import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scanBytes } from '../../../src/student/wasm/scan-bytes';
import { loadScript } from '../../setup/scripts';

const root = resolve(__dirname, '..', '..', '..');

interface Step {
  readonly studentScan: {
    run(
      context: { root: string; work: string },
      job: { command(options: { command: string; args: string[] }): void },
    ): Promise<void>;
  };
}

test('the bytes are what the source compiles to', async () => {
  const { studentScan } = await loadScript<Step>('setup/steps/student-scan.mjs');
  const work = mkdtempSync(join(tmpdir(), 'scan-'));
  try {
    let compiled = '';
    const command = async ({ command, args }: { command: string; args: string[] }) => {
      compiled = args[args.indexOf('--outFile') + 1];
      execFileSync(command, args, { cwd: root });
      throw new Error('far enough');
    };
    await expect(studentScan.run({ root, work }, { command })).rejects.toThrow('far enough');
    expect(scanBytes).toBe(readFileSync(compiled).toString('base64'));
  } finally {
    rmSync(work, { recursive: true });
  }
});

test('a browser compiles it at once: it is below 4 kB', () => {
  expect(Buffer.from(scanBytes, 'base64').length).toBeLessThan(4096);
});
