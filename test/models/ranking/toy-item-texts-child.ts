import { writeSync } from 'node:fs';
import { toyItemTexts } from './toy-item-texts';

// A process of its own that kills itself after the given number of steps: nothing of it is tidied up or flushed.
const [model, folder, killAfter] = process.argv.slice(2);
let steps = 0;
async function main(): Promise<void> {
  const { hash } = await toyItemTexts(
    {
      checkpoint: { folder, key: 'toy', everySteps: 3, onEvent: ({ kind }) => writeSync(1, `${kind}\n`) },
      onBatch: () => {
        steps++;
        if (steps === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
      },
    },
    model,
  );
  writeSync(1, `hash ${hash}\n`);
}

void main();
