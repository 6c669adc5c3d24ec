// A job's process in a few milliseconds: `node fake-job.mjs <job.json> <result.json>`.
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [jobPath, resultPath] = process.argv.slice(2);
const { key, kind, label, settings } = JSON.parse(readFileSync(jobPath, 'utf8'));
const { sleepMs = 0, fails = 0, says = '', torn = false, holdBytes = 0, value = 0 } = settings;

// what ran although its result was there already
if (existsSync(resultPath)) writeFileSync(`${resultPath}.ran-again`, '');
mkdirSync(`${dirname(resultPath)}/../runs`, { recursive: true });
const runs = `${dirname(resultPath)}/../runs/${key}`;
const before = existsSync(runs) ? readFileSync(runs, 'utf8').length : 0;
writeFileSync(runs, '.'.repeat(before + 1));

if (says !== '') console.log(says);
const held = Buffer.alloc(holdBytes, 1);
await new Promise((resolve) => setTimeout(resolve, sleepMs));
if (held.length !== holdBytes) throw new Error('unreachable');
if (before < fails) {
  console.error(`failing as told, time ${before + 1}`);
  process.exit(3);
}
const result = {
  ...{
    key,
    kind,
    label,
    settings,
    metrics: { square: value * value },
    details: null,
    seconds: sleepMs / 1000,
  },
  provenance: { dataHash: 'none', versions: {}, machine: {} },
};
const sha256 = createHash('sha256').update(JSON.stringify(result)).digest('hex');
const text = JSON.stringify({ ...result, sha256 });
mkdirSync(dirname(resultPath), { recursive: true });
const own = `${resultPath}.${process.pid}.partial`;
writeFileSync(own, torn && before === 0 ? text.slice(0, 40) : text);
try {
  linkSync(own, resultPath);
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
} finally {
  rmSync(own, { force: true });
}
