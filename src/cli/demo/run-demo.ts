import { type BuildPageOptions, buildPage, type ServedPage, servePage } from '../../deploy/page';
import { InputError } from '../../errors';
import type { DemoFlags } from '../demo';
import { openBrowser } from './open-browser';
import { sampleRun } from './sample-run';

async function inputs(flags: DemoFlags): Promise<Omit<BuildPageOptions, 'outFolder'>> {
  const { model, scratch, teacherLists, title } = flags;
  if (model !== undefined) return { model, scratch, teacherLists, title: title ?? 'your catalogue' };
  const alone = scratch === undefined ? (teacherLists === undefined ? null : '--teacher-lists') : '--scratch';
  if (alone !== null) throw new InputError(`${alone}: expected --model beside it, found none`);
  const { title: own, ...run } = await sampleRun({ cacheFolder: flags.cache });
  return { ...run, title: title ?? own };
}

/** Serves until the process is told to end. */
function untilStopped(page: ServedPage): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      page.stop().then(resolve, reject);
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
}

/** `recdistill demo`, once its options are read. */
export async function runDemo(flags: DemoFlags): Promise<void> {
  const { host, port } = flags;
  const built = await buildPage({ ...(await inputs(flags)), outFolder: flags.out });
  const size = `${built.files} files, ${Math.ceil(built.bytes / 1000).toLocaleString('en')} kB`;
  process.stdout.write(`${built.folder}  ${size}\n`);
  if (flags.buildOnly) return;
  const page = await servePage({ folder: built.folder, host, port });
  process.stdout.write(`recdistill demo is at ${page.address} (Ctrl-C ends it)\n`);
  if (flags.open) openBrowser(page.address);
  await untilStopped(page);
}
