// Reads what `recdistill strategies` wrote, and ends with 1 where a family of strategies has no figures for a task that
// has strategies of it, where one has no student that could run it, or where a figure is no number.
// Usage: node scripts/check-strategies.mjs out/strategies/strategies.json
import { readFileSync } from 'node:fs';

const everywhere = [
  ...['one teacher, many students', 'several teachers', 'adaptive', 'chains', 'features'],
  ...['adversarial', 'sharing', 'few labels'],
];
const families = {
  rating: everywhere,
  click: everywhere,
  ranking: [...everywhere, 'multi-task', 'cross-domain', 'generative'],
};

/** By task: strategies that no student of it can run. */
const impossible = { rating: ['solution-flow'], click: [], ranking: [] };

/** Of one student, where another one shows what the strategy does. */
const reasons =
  /has no hidden layer to match|rows of \w+ are not shared here|a flow goes from one to another/;

const figures = ['scratch', 'plain', 'distilled', 'teacher', 'difference', 'p', 'weights', 'bytes'];

function faultsOf(rows, task) {
  const own = rows.filter((row) => row.task === task);
  const measured = own.filter(({ excuse }) => excuse === null);
  const missing = (all, name) => all.filter((value) => !measured.some((row) => row[name] === value));
  const strategies = [...new Set(own.map(({ strategy }) => strategy))];
  return [
    ...missing(families[task], 'family').map((family) => `${task}: no row of "${family}"`),
    ...missing(strategies, 'strategy')
      .filter((strategy) => !impossible[task].includes(strategy))
      .map((strategy) => `${task}: ${strategy} ran with no student`),
    ...own
      .filter(({ excuse }) => excuse !== null && !reasons.test(excuse))
      .map(({ strategy, student, excuse }) => `${task}: ${strategy}, ${student}: ${excuse}`),
    ...measured.flatMap((row) =>
      figures
        .filter((name) => !Number.isFinite(row[name]))
        .map((name) => `${task}: ${row.strategy}, ${row.student}: ${name} is ${row[name]}`),
    ),
  ];
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node scripts/check-strategies.mjs <strategies.json>');
  process.exit(2);
}
const { rows } = JSON.parse(readFileSync(path, 'utf8'));
const faults = Object.keys(families).flatMap((task) => faultsOf(rows, task));
for (const fault of faults) console.error(fault);
console.log(`${rows.length} rows of strategies, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
