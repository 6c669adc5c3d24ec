import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256 } from '../../files/hash';
import { bundleSite } from './bundle-site';
import type { PageManifest, Viewer } from './manifest';
import { checkComparable, placeModel, recommender } from './page-model';
import { pageFiles, writePrecache } from './precache';
import { teacherViewers } from './teacher-viewers';

export interface BuildPageOptions {
  /** Folder of the distilled student, of ratings or rankings. */
  readonly model: string;
  /** Folder of the same student trained without a teacher; the page leaves it out where not given. */
  readonly scratch?: string;
  /** A teacher's lists as `importSoftTargets` reads them, with what each user took as `context`; left out where not given. */
  readonly teacherLists?: string;
  /** What the page says it recommends from. */
  readonly title: string;
  /** Replaced where it holds an earlier page. */
  readonly outFolder: string;
}

export interface BuiltPage {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Whom the teacher has lists for; 0 where none were given. */
  readonly viewers: number;
}

const known = ['model', 'scratch', 'teacherLists', 'title', 'outFolder'];

/**
 * Builds the demonstration page: one static folder that any file server can hand out, in which a browser loads the
 * student and recommends by itself, offline after the first visit. Nothing in it comes from elsewhere.
 * @throws InputError on unknown options, folders without a student that recommends, students or lists of other data, or
 *   an out folder that holds something else
 */
export async function buildPage(options: BuildPageOptions): Promise<BuiltPage> {
  checkOptions('buildPage', options, known);
  const outFolder = resolve(options.outFolder);
  checkOutFolder(outFolder);
  const distilled = await recommender(options.model);
  const scratch = options.scratch === undefined ? null : await recommender(options.scratch);
  if (scratch !== null) checkComparable({ folder: options.scratch as string, distilled, scratch });
  const { teacherLists: path } = options;
  const viewers = path === undefined ? [] : await teacherViewers({ path, student: distilled });
  mkdirSync(dirname(outFolder), { recursive: true });
  const pageFolder = mkdtempSync(join(dirname(outFolder), `.${basename(outFolder)}-`));
  try {
    const place = (from: string, role: 'distilled' | 'scratch', hash: string) =>
      placeModel({ from, role, pageFolder, sha256: hash });
    const manifest: PageManifest = {
      title: options.title,
      distilled: place(options.model, 'distilled', distilled.info.sha256),
      scratch: scratch && place(options.scratch as string, 'scratch', scratch.info.sha256),
      teacher: placeViewers(pageFolder, viewers),
    };
    await bundleSite({ manifest, pageFolder });
    writePrecache(pageFolder);
    replace(outFolder, pageFolder);
  } finally {
    rmSync(pageFolder, { recursive: true, force: true });
  }
  const files = pageFiles(outFolder);
  const bytes = files.reduce((sum, name) => sum + statSync(join(outFolder, name)).size, 0);
  return { folder: outFolder, files: files.length, bytes, viewers: viewers.length };
}

/** Whether a folder holds such a page. */
export function isPage(folder: string): boolean {
  return ['index.html', 'service-worker.js', 'models'].every((name) => existsSync(join(folder, name)));
}

function checkOutFolder(folder: string): void {
  if (!existsSync(folder) || isPage(folder)) return;
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return;
  throw new InputError(
    `${folder}: expected nothing, an empty folder or an earlier page, found something else; give another folder`,
  );
}

function placeViewers(pageFolder: string, viewers: readonly Viewer[]): PageManifest['teacher'] {
  if (viewers.length === 0) return null;
  const text = JSON.stringify(viewers);
  const file = `teacher-${sha256(text).slice(0, 12)}.json`;
  writeFileAtomic(join(pageFolder, file), text);
  return { file, viewers: viewers.length };
}

function replace(outFolder: string, pageFolder: string): void {
  rmSync(outFolder, { recursive: true, force: true });
  renameSync(pageFolder, outFolder);
}
