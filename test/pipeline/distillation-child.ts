import { join } from 'node:path';
import { runDistillation } from '../../src/pipeline';
import { loadTiny, tinySettings, tinySplit } from './tiny-data';

/** Distils the tiny data and kills itself after so many epochs of this process. */
async function main([files, folder, limit]: string[]): Promise<void> {
  const data = await loadTiny(files);
  let epochs = 0;
  await runDistillation({
    data,
    splits: [tinySplit(data)],
    settings: tinySettings,
    seed: 1,
    textSource: 'none',
    cacheFolder: join(folder, 'cache'),
    outFolder: join(folder, 'out'),
    onEvent: (event) => {
      if (event.kind === 'epoch' && ++epochs === Number(limit)) process.kill(process.pid, 'SIGKILL');
    },
  });
}

main(process.argv.slice(2));
