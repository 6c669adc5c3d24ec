import { writeSync } from 'node:fs';
import { toyRun } from './toy-run';

// A process of its own that kills itself after the given number of steps: nothing of it is tidied up or flushed.
const [folder, killAfter] = process.argv.slice(2);
let steps = 0;
const { hash } = toyRun({
  checkpoint: { folder, key: 'toy', everySteps: 5, onEvent: ({ kind }) => writeSync(1, `${kind}\n`) },
  onBatch: () => {
    steps++;
    if (steps === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
  },
});
writeSync(1, `hash ${hash}\n`);
