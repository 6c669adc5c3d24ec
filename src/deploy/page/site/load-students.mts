import { loadStudent, type Student } from 'recdistill/student';
import type { PageManifest, PageModel, Viewer } from '../manifest';

export type Role = 'distilled' | 'scratch';

export interface Contender {
  readonly role: Role;
  readonly student: Student;
  /** Of all its files. */
  readonly bytes: number;
}

export interface Loaded {
  readonly distilled: Contender;
  readonly scratch: Contender | null;
  /** Empty where the page has no teacher's lists. */
  readonly viewers: readonly Viewer[];
}

async function contender(role: Role, model: PageModel): Promise<Contender> {
  const student = await loadStudent(`./${model.folder}`);
  if (student.task === 'click') throw new Error('The model is one of clicks, which recommends nothing.');
  if (student.info.sha256 !== model.sha256)
    throw new Error(
      `The model is not the one that this page was built with: its sha256 is ${student.info.sha256}, expected ${model.sha256}.`,
    );
  return { role, student, bytes: model.bytes };
}

async function viewersOf({ teacher }: PageManifest): Promise<Viewer[]> {
  if (teacher === null) return [];
  const response = await fetch(`./${teacher.file}`);
  if (!response.ok)
    throw new Error(`${teacher.file}: expected the teacher’s lists, found status ${response.status}.`);
  return response.json();
}

/** Everything that the page shows, each file fetched once and checked. @throws Error in words for people */
export async function loadAll(manifest: PageManifest): Promise<Loaded> {
  const [distilled, scratch, viewers] = await Promise.all([
    contender('distilled', manifest.distilled),
    manifest.scratch && contender('scratch', manifest.scratch),
    viewersOf(manifest),
  ]);
  return { distilled, scratch, viewers };
}
