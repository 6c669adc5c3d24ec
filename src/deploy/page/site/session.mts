import type { Recommendations } from 'recdistill/student';
import { LIST_LENGTH, type Viewer } from '../manifest';
import type { Contender, Loaded } from './load-students.mts';

/** Who looks, at what. */
export class Session {
  picks: readonly string[] = [];
  viewer: Viewer | null = null;
  /** Whether the picks are still the viewer's own. */
  isAsStored = false;
  /** The item that the details are about. */
  chosen: string | null = null;

  constructor(readonly loaded: Loaded) {}

  get contenders(): Contender[] {
    const { distilled, scratch } = this.loaded;
    return scratch === null ? [distilled] : [distilled, scratch];
  }

  see(viewer: Viewer | null): void {
    this.viewer = viewer;
    this.picks = this.idsOf(viewer?.history ?? []);
    this.isAsStored = viewer !== null;
  }

  pick(id: string): void {
    if (this.picks.includes(id)) return;
    this.picks = [...this.picks, id];
    this.isAsStored = false;
  }

  drop(id: string): void {
    this.picks = this.picks.filter((other) => other !== id);
    this.isAsStored = false;
  }

  /** Whose view the students are asked for. */
  get asked(): { readonly user?: string; readonly history?: readonly string[] } {
    const { viewer, picks, isAsStored } = this;
    if (!isAsStored || viewer === null || viewer.user === null) return { history: picks };
    return viewer.history === null ? { user: viewer.user } : { user: viewer.user, history: picks };
  }

  recommend({ student }: Contender): Recommendations {
    // whatever it was measured with: who has picked an item needs no advice to take it
    return student.recommend({ ...this.asked, k: LIST_LENGTH, includeSeen: false });
  }

  /** The teacher's best for the viewer; null where it has none for anybody like this. */
  get teachersBest(): readonly string[] | null {
    return this.viewer === null ? null : this.idsOf(this.viewer.best);
  }

  private idsOf(items: readonly number[]): string[] {
    return items.map((item) => this.loaded.distilled.student.items[item]);
  }
}
