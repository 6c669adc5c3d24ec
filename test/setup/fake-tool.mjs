// Stands in for npm, Python, the C++ compiler, tsc and asc: makes the files that set-up looks for, and no more.
//   node fake-tool.mjs <tool> <path it was called by> <arguments...>
// FAKE_HANG=<action>: does half of that action, leaves FAKE_STATE/hanging, and never ends.
// FAKE_FAIL=<action>: prints FAKE_WORDS to standard error and ends with 1.
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [tool, self, ...words] = process.argv.slice(2);
const { FAKE_HANG, FAKE_FAIL, FAKE_STATE, FAKE_WORDS } = process.env;

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Does the parts of an action one by one; hangs or fails in the middle where the test wants it. */
function act(action, parts) {
  appendFileSync(join(FAKE_STATE, 'actions'), `${action}\n`);
  for (const [index, part] of parts.entries()) {
    const isMiddle = index === Math.floor(parts.length / 2);
    if (isMiddle && FAKE_FAIL === action) {
      process.stderr.write(`${FAKE_WORDS}\n`);
      process.exit(1);
    }
    if (isMiddle && FAKE_HANG === action) {
      writeFileSync(join(FAKE_STATE, 'hanging'), String(process.pid));
      setInterval(() => {}, 1000);
      return;
    }
    part();
  }
}

function npm() {
  if (words[0] === 'rebuild') {
    act('npm rebuild', []);
    process.exit(1);
  }
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const entries = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));
  act('npm ci', [
    ...entries.map(([path, { version }]) => () => {
      write(join(path, 'package.json'), JSON.stringify({ version }, null, 1));
      if (path.endsWith('tfjs-node')) write(join(path, 'index.js'), fakeTensorflow);
      if (path.endsWith('typescript')) write(join(path, 'bin', 'tsc'), fakeCompiler('tsc'));
      if (path.endsWith('assemblyscript')) write(join(path, 'bin', 'asc.js'), fakeCompiler('asc'));
    }),
    () => write(join('node_modules', '.package-lock.json'), JSON.stringify({ packages })),
  ]);
}

const fakeTensorflow = `
const fs = require('node:fs'), path = require('node:path');
const addon = fs.readFileSync(path.join(__dirname, 'lib', 'napi-v8', 'tfjs_binding.node'), 'utf8');
if (addon !== 'addon') throw new Error('a damaged addon');
exports.ones = () => ({});
exports.matMul = () => ({ sum: () => ({ dataSync: () => [12] }) });
exports.getBackend = () => 'tensorflow';
`;

const fakeCompiler = (name) => `
process.argv.splice(1, 1, ${JSON.stringify(process.argv[1])}, '${name}', __filename);
import(${JSON.stringify(import.meta.url)});
`;

function python() {
  const prefix = dirname(dirname(self));
  const after = (flag) => words[words.indexOf(flag) + 1];
  if (words[0] === '-c' && words[1].includes('version_info')) console.log(`3 12 True ${self}`);
  else if (words[1] === 'venv') {
    const copy = join(words.at(-1), 'bin', 'python');
    const make = () => {
      write(copy, readFileSync(self, 'utf8'));
      chmodSync(copy, 0o755);
    };
    act('venv', [() => mkdirSync(words.at(-1), { recursive: true }), make]);
  } else if (words[2] === 'install') {
    const pins = readFileSync(after('-r'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('=='));
    const place = ([name, version]) =>
      join(prefix, 'lib', 'python3.12', 'site-packages', `${name}-${version}.dist-info`, 'METADATA');
    act(
      'pip install',
      pins.map((pin) => () => write(place(pin.split('==')), '')),
    );
  } else if (words[2] === 'download') {
    const wheel = join(after('-d'), `${words.at(-1).split('==')[0]}.whl`);
    act('pip download', [() => write(`${wheel}.part`, ''), () => write(wheel, '')]);
  } else unpack(words[3], JSON.parse(words[4]));
}

function unpack(target, { prefixes, endings }) {
  const files = prefixes.flatMap((prefix) =>
    prefix.endsWith('/') ? endings.map((ending) => `${prefix}${ending.replace(/^\./, 'file.')}`) : [prefix],
  );
  act(
    'unpack',
    files.map((name) => () => write(join(target, name), name)),
  );
}

function compiler() {
  const out = words[words.indexOf('-o') + 1];
  act('c++', [() => write(out, 'add'), () => write(out, 'addon')]);
}

function tsc() {
  const out = words[words.indexOf('--outDir') + 1];
  act('tsc', [() => write(join(out, 'index.js'), ''), () => write(join(out, 'notebook', 'kernel.js'), '')]);
}

function asc() {
  const out = words[words.indexOf('--outFile') + 1];
  act('asc', [() => write(out, 'sc'), () => write(out, 'scan')]);
}

({ npm, python, compiler, tsc, asc })[tool]?.();
