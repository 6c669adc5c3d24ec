import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Notebook } from './notebook-file';
import { projectFolder, pythonOfProject } from './project-folder';

/** What the Python side reports, one a line. */
type Report =
  | { event: 'start'; cell: number }
  | { event: 'end'; cell: number; seconds: number }
  | { event: 'done'; failed: number | null; error: string; notebook: Notebook };

/** How one run of a notebook ended. */
export interface Execution {
  /** With the outputs of every cell that ran. */
  readonly notebook: Notebook;
  /** Index of the cell that failed, or null. */
  readonly failed: number | null;
  /** What the failing cell said, else an empty string. */
  readonly error: string;
}

export interface ExecuteOptions {
  readonly notebook: Notebook;
  /** Working directory of the kernel. */
  readonly folder: string;
  readonly onCell: (event: { cell: number; seconds: number | null }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a notebook's cells from top to bottom in a fresh kernel, up to the first that fails.
 * @throws Error when the kernel or nbclient itself breaks, with what Python said
 */
export async function executeNotebook({
  notebook,
  folder,
  onCell,
  signal,
}: ExecuteOptions): Promise<Execution> {
  const script = join(projectFolder(), 'scripts', 'notebooks', 'execute.py');
  const child = spawn(pythonOfProject(), [script], {
    // A kernel named tslab in the user's home must not win over the project's.
    env: { ...process.env, JUPYTER_PREFER_ENV_PATH: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  // A Python that dies before it reads its job is reported by its exit below.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify({ notebook, folder }));
  const execution = await readReports(child.stdout, onCell);
  const code = await exit;
  if (execution !== null) return execution;
  throw new Error(`nbclient ended with ${code} before the notebook did:\n${complaints.trim()}`);
}

async function readReports(
  stream: NodeJS.ReadableStream,
  onCell: ExecuteOptions['onCell'],
): Promise<Execution | null> {
  let execution: Execution | null = null;
  for await (const line of createInterface({ input: stream })) {
    const report = JSON.parse(line) as Report;
    if (report.event === 'start') onCell({ cell: report.cell, seconds: null });
    else if (report.event === 'end') onCell({ cell: report.cell, seconds: report.seconds });
    else execution = { notebook: report.notebook, failed: report.failed, error: report.error };
  }
  return execution;
}
