import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README.md', () => {
  it('shows the figures of reports/ml-100k.json', () => {
    const check = spawnSync(process.execPath, [join(root, 'scripts', 'readme-results.mjs'), '--check']);
    expect(check.stderr.toString()).toBe('');
    expect(check.status).toBe(0);
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('has a code example that stands in examples/first-student.ts too', () => {
    const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const flat = (code: string) => code.replace(/\s+|,(?=\s*[}\]])/g, '');
    const example = flat(readFileSync(join(root, 'examples', 'first-student.ts'), 'utf8'));
    const statements = block
      .trim()
      .split(/;\n/)
      .map((line) => flat(line.replace(/;$/, '')));
    expect(statements.length).toBeGreaterThan(6);
    for (const statement of statements) expect(example).toContain(statement);
  });
});
