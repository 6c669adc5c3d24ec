import { InputError } from '../../errors';
import { type AnyStudent, openStudent, StudentError } from '../../student';
import type { ModelFiles } from './model-files';
import { factsOf, type Job, type ModelFacts, type Outcome, workOf } from './scoring';

export interface OpenedModel {
  readonly facts: ModelFacts;
  /** @throws never for what a request holds: that is an outcome */
  answer(job: Job): Outcome;
}

/** What a model must answer before anyone may ask it; what it makes for its first requests is made by then. */
function trial(student: AnyStudent): number[] {
  if (student.task === 'click') return Array.from(student.probabilities([{}]));
  const some = { items: student.items.slice(0, 100) };
  const stranger = { history: student.items.slice(0, 1) };
  const asking = student.users.length > 0 ? [{ user: student.users[0], ...stranger }, stranger] : [stranger];
  return asking
    .flatMap((who) => [
      ...student.score({ ...who, ...some }).items,
      ...student.recommend({ ...who, k: 1, includeSeen: true }).items,
    ])
    .map(({ score }) => score ?? Number.NaN);
}

/** A student says `recommend, k` or `rows[2].price`, or the kind of request alone. */
function fieldOf({ where }: StudentError): string | null {
  const [, ofRequest, ofRow] = /^\w+, (.+)$|^(rows\[.+)$/.exec(where) ?? [];
  return ofRequest ?? ofRow ?? null;
}

/**
 * Opens a student and has it answer once, so that one whose numbers are none is refused before it is in use.
 * @throws StudentError if the files are no student
 * @throws InputError if it answers with no numbers
 */
export async function openModel({ description, weights, titles }: ModelFiles): Promise<OpenedModel> {
  const student = await openStudent({ description, weights, titles });
  const numbers = trial(student);
  if (numbers.length === 0 || !numbers.every(Number.isFinite))
    throw new InputError(
      `the model's trial: expected finite scores, found ${numbers.length === 0 ? 'no item' : numbers.find((x) => !Number.isFinite(x))}; was its training cut or did it diverge?`,
    );
  const work = workOf(student);
  const answer = (job: Job): Outcome => {
    try {
      return work(job);
    } catch (error) {
      if (error instanceof StudentError) return { refusal: error.message, field: fieldOf(error) };
      throw error;
    }
  };
  return { facts: factsOf(student), answer };
}
