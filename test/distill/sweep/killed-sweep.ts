import { appendFileSync } from 'node:fs';
import { grid } from '../../../src/distill/sweep/grid';
import { sweep } from '../../../src/distill/sweep/sweep';

// Run in a process of its own by the test of kill and resume: a sweep of slow trials that writes down each start.
const [resultsPath, startsPath, pauseMs] = process.argv.slice(2);

sweep({
  trials: grid({ temperature: [1, 2, 4], alpha: [0.5, 3], seed: [0, 1] }),
  run: async ({ temperature, alpha, seed }) => {
    appendFileSync(startsPath, `${temperature} ${alpha} ${seed}\n`);
    await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
    return { validationRmse: 1 / temperature + alpha + seed / 10 };
  },
  resultsPath,
  context: 'killed',
}).then(
  (results) =>
    process.stdout.write(JSON.stringify(results.map(({ trial, metrics }) => ({ trial, metrics })))),
  (error) => {
    process.stderr.write(String(error));
    process.exitCode = 1;
  },
);
