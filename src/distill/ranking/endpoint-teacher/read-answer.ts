import { type Ask, letterOf } from './question';

/** The server's answer cannot be used; asking again may help. */
export class MalformedAnswer extends Error {
  override name = 'MalformedAnswer';
}

/** Candidates by their position in the question, and a number for each. */
export interface Answer {
  readonly kind: 'logits' | 'scores' | 'ranks';
  readonly candidates: readonly number[];
  readonly values: readonly number[];
}

/** What the answers of the chat interface hold, as far as it is read. */
interface Completion {
  readonly choices?: readonly {
    readonly message?: { readonly content?: string | null };
    readonly logprobs?: {
      readonly content?: readonly {
        readonly top_logprobs?: readonly { readonly token?: string; readonly logprob?: number }[];
      }[];
    } | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
}

/** The first list of numbers in a text that may say more. */
function listIn(text: string): number[] {
  const found = /\[[^[\]]*\]/.exec(text);
  if (found === null) throw new MalformedAnswer(`no list in ${JSON.stringify(text.slice(0, 60))}`);
  let list: unknown;
  try {
    list = JSON.parse(found[0]);
  } catch {
    throw new MalformedAnswer(`no JSON in ${JSON.stringify(found[0].slice(0, 60))}`);
  }
  if (Array.isArray(list) && list.every((value) => typeof value === 'number')) return list;
  throw new MalformedAnswer(`other things than numbers in ${found[0].slice(0, 60)}`);
}

function readRanks(text: string, count: number): Answer {
  const candidates = listIn(text).map((number) => number - 1);
  const wrong = candidates.find(
    (candidate) => !(Number.isInteger(candidate) && candidate >= 0 && candidate < count),
  );
  if (wrong !== undefined) throw new MalformedAnswer(`no candidate ${wrong + 1} among 1 .. ${count}`);
  if (new Set(candidates).size !== candidates.length) throw new MalformedAnswer('a candidate twice');
  return { kind: 'ranks', candidates, values: candidates.map((_, i) => i + 1) };
}

function readMarks(text: string, count: number): Answer {
  const values = listIn(text);
  if (values.length !== count) throw new MalformedAnswer(`${values.length} marks for ${count} candidates`);
  const wrong = values.find((mark) => !(mark >= 0 && mark <= 10));
  if (wrong !== undefined) throw new MalformedAnswer(`the mark ${wrong}, not within 0 .. 10`);
  return { kind: 'scores', candidates: values.map((_, i) => i), values };
}

/** ln(e^a + e^b) */
function logAdd(a: number, b: number): number {
  const [high, low] = [Math.max(a, b), Math.min(a, b)];
  return high + Math.log1p(Math.exp(low - high));
}

/** Log-probabilities of the letters as the first token; " A" and "A" are one letter. */
function readChoice(completion: Completion, count: number): Answer {
  const tops = completion.choices?.[0]?.logprobs?.content?.[0]?.top_logprobs;
  if (!Array.isArray(tops)) throw new MalformedAnswer('no log-probabilities');
  const letters = new Map(Array.from({ length: count }, (_, i) => [letterOf(i), i]));
  const found = new Map<number, number>();
  for (const { token, logprob } of tops) {
    const candidate = letters.get(String(token).trim());
    if (candidate === undefined || typeof logprob !== 'number') continue;
    const held = found.get(candidate);
    found.set(candidate, held === undefined ? logprob : logAdd(held, logprob));
  }
  return { kind: 'logits', candidates: [...found.keys()], values: [...found.values()] };
}

/**
 * What an answer of the chat interface says about the candidates.
 * @param options.atLeast how many candidates it must speak of
 * @throws MalformedAnswer with the reason
 */
export function readAnswer(options: {
  readonly body: string;
  readonly ask: Ask;
  readonly count: number;
  readonly atLeast: number;
}): { answer: Answer; inputTokens: number; outputTokens: number } {
  const { body, ask, count, atLeast } = options;
  let completion: Completion;
  try {
    completion = JSON.parse(body) as Completion;
  } catch {
    throw new MalformedAnswer(`no JSON in ${JSON.stringify(body.slice(0, 60))}`);
  }
  const text = completion?.choices?.[0]?.message?.content;
  if (typeof text !== 'string') throw new MalformedAnswer('no message');
  const readText = ask === 'rank' ? readRanks : readMarks;
  const answer = ask === 'choose' ? readChoice(completion, count) : readText(text, count);
  if (answer.candidates.length < atLeast)
    throw new MalformedAnswer(`${answer.candidates.length} candidates, expected at least ${atLeast}`);
  const { prompt_tokens = 0, completion_tokens = 0 } = completion.usage ?? {};
  return { answer, inputTokens: prompt_tokens, outputTokens: completion_tokens };
}
