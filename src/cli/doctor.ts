import type { Command } from 'commander';
import type { Finding } from './inspect/finding';

const examples = `
Examples:
  recdistill doctor           a table
  recdistill doctor --json    the same for machines, with every path and version

Exit codes: 0 ready to run, 1 something is missing (its line says what to do).`;

const marks = { ok: 'ok ', missing: 'NO ', note: ' - ' } as const;

function table(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ title }) => title.length));
  const lines = findings.flatMap(({ state, title, text, cure }) => [
    `${marks[state]} ${title.padEnd(width)}  ${text}`,
    ...(cure === undefined ? [] : [`${' '.repeat(width + 6)}What to do: ${cure}`]),
  ]);
  return `${lines.join('\n')}\n`;
}

async function run(flags: { json?: boolean }): Promise<void> {
  // read only when asked for, as the probes pull in much
  const { inspect } = await import('./inspect/index.js');
  const findings = await inspect();
  const isReady = findings.every(({ state }) => state !== 'missing');
  if (flags.json) {
    const entries = findings.map(({ key, state, text, cure, facts }) => [
      key,
      { state, text, cure, ...facts },
    ]);
    process.stdout.write(`${JSON.stringify({ isReady, ...Object.fromEntries(entries) }, null, 2)}\n`);
  } else {
    process.stdout.write(table(findings));
    process.stdout.write(isReady ? 'ready\n' : 'not ready: node scripts/setup.mjs mends most of it\n');
  }
  process.exitCode = isReady ? 0 : 1;
}

/** Adds `recdistill doctor`. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what is installed and whether it works')
    .description(
      'Looks at Node, TensorFlow and its back end, instruction sets, Python, Jupyter, the kernel, the weights, the data sets, disk and memory.',
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples)
    .action(run);
}
