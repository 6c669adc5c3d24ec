// A conductor in a process of its own, so that it can be killed: `node conductor-process.cjs <folder> <jobs.json>`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventLog } from '../../src/sweep/event-log';
import { folderStore } from '../../src/sweep/folder-store';
import { localExecutor } from '../../src/sweep/local/local-executor';
import { plannerOf } from '../../src/sweep/plan/planner';
import { runSweep } from '../../src/sweep/run-sweep';

const [folder, jobsPath, script, cores] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(jobsPath, 'utf8'));

runSweep({
  ...{ name: 'killed', settings: {}, planner: plannerOf(jobs), store: folderStore(folder) },
  executor: localExecutor({ folder, jobs: Number(cores), memoryBytes: null, cores: Number(cores) }),
  command: ({ job, result }) => [process.execPath, script, job, result],
  ...{ logFolder: join(folder, 'logs'), retries: 1000, limitSeconds: null },
  ...{ leaseMs: 2000, othersMs: 30, pollMs: 5 },
  onEvent: eventLog({ folder, onEvent: () => {} }),
}).then(
  ({ outcome }) => process.exit(outcome === 'complete' ? 0 : 1),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(3);
  },
);
