import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const here = resolve(__dirname);

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A small project in a folder with a space and an accent in its name, and stand-ins for every tool on its PATH. */
export class FakeProject {
  readonly base = mkdtempSync(join(tmpdir(), 'set up é '));
  readonly root = join(this.base, 'project');
  readonly tools = join(this.base, 'tools');
  readonly state = join(this.base, 'state');

  constructor() {
    for (const folder of [this.root, this.tools, this.state]) mkdirSync(folder);
    mkdirSync(join(this.root, 'src', 'student', 'wasm', 'assembly'), { recursive: true });
    const packages = {
      '@tensorflow/tfjs-node': '4.22.0',
      assemblyscript: '0.28.20',
      typescript: '5.9.3',
      arquero: '8.0.1',
    };
    const entries = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]);
    this.write('package-lock.json', JSON.stringify({ packages: Object.fromEntries(entries) }));
    this.write(
      'environment.yml',
      'dependencies:\n  - pip:\n      - jupyterlab==4.6.6\n      - nbclient==0.11.0\n',
    );
    this.write('tsconfig.json', '{}');
    this.write('tsconfig.build.json', '{}');
    this.write(join('src', 'index.ts'), 'export {};');
    this.write(join('src', 'student', 'index.ts'), 'export {};');
    this.write(join('src', 'student', 'wasm', 'assembly', 'scan.ts'), 'export {};');
    this.addTool('npm', 'npm');
    this.addTool('python3', 'python');
    this.addTool('c++', 'compiler');
    this.addScript('node', `exec "${process.execPath}" "$@"`);
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  addTool(name: string, tool: string): void {
    this.addScript(name, `exec "${process.execPath}" "${join(here, 'fake-tool.mjs')}" ${tool} "$0" "$@"`);
  }

  addScript(name: string, body: string): void {
    const path = join(this.tools, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  }

  removeTool(name: string): void {
    rmSync(join(this.tools, name));
  }

  /** What every process of the test sees; the machine's own tools are out of sight. */
  environment(extra: Record<string, string>): Record<string, string> {
    const home = { HOME: this.base, XDG_CACHE_HOME: join(this.base, 'cache') };
    return { ...home, PATH: this.tools, FAKE_STATE: this.state, HF_ENDPOINT: 'http://127.0.0.1:9', ...extra };
  }

  start(extra: Record<string, string>): ChildProcess {
    const words = [join(here, 'run-real-steps.mjs'), this.root];
    return spawn(process.execPath, words, {
      env: this.environment(extra),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(extra: Record<string, string>): Promise<Outcome> {
    const child = this.start(extra);
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
  }

  /** What the stand-ins have done since last asked. */
  actions(): string[] {
    const path = join(this.state, 'actions');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
    rmSync(path, { force: true });
    return lines;
  }

  /** The process number of a stand-in that hangs, once one does. */
  async hanging(): Promise<number> {
    const path = join(this.state, 'hanging');
    while (!existsSync(path) || readFileSync(path, 'utf8') === '')
      await new Promise((next) => setTimeout(next, 20));
    const pid = Number(readFileSync(path, 'utf8'));
    rmSync(path);
    return pid;
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}
