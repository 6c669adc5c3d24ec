import { InputError } from '../../errors';

/** One link of a chain: what was trained, and what it says to the next. */
export interface ChainLink<Model, Word> {
  readonly model: Model;
  /** Its soft targets; null after the last, which teaches nobody. */
  readonly said: Word | null;
}

/** How the links of a chain are made; the task is theirs alone. */
export interface ChainSteps<Model, Word> {
  /** Trains link `n` on what the one before it said. */
  readonly train: (options: { readonly link: number; readonly teacher: Word }) => Model;
  /** What a trained link says: `predictLogits` over the soft pairs, say. */
  readonly score: (model: Model) => Word;
}

/**
 * Trains one model after the other, each on what the one before it says.
 * @param options.first what the teacher says
 * @param options.links how many, at least 1
 * @returns in the order of training; the caller disposes the models
 * @throws what `train` and `score` throw, after handing the models made so far to `dispose`
 */
export function chainOfTeachers<Model, Word>(
  options: ChainSteps<Model, Word> & {
    readonly where: string;
    readonly first: Word;
    readonly links: number;
    readonly dispose: (model: Model) => void;
  },
): ChainLink<Model, Word>[] {
  const { where, first, links, train, score, dispose } = options;
  if (!(Number.isInteger(links) && links >= 1)) {
    throw new InputError(`${where}: expected at least one model to train, found ${links}`);
  }
  const made: ChainLink<Model, Word>[] = [];
  try {
    let teacher = first;
    for (let link = 0; link < links; link++) {
      const model = train({ link, teacher });
      made.push({ model, said: null });
      if (link === links - 1) break;
      teacher = score(model);
      made[link] = { model, said: teacher };
    }
  } catch (error) {
    for (const { model } of made) dispose(model);
    throw error;
  }
  return made;
}
