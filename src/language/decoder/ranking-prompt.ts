import { InputError } from '../../errors';
import type { TextTokenizer } from '../tokenizer';
import type { ContinuationExample } from './continuation-loss';

/**
 * How a history becomes a prompt: opening, then `item` for each title, oldest first, then `closing`; and how a candidate
 * becomes what may follow: `answer`. `{title}` stands for the title.
 */
export interface RankingTemplate {
  readonly opening: string;
  readonly item: string;
  readonly closing: string;
  readonly answer: string;
}

/**
 * A list, as language models have read many. The answer begins with its own space, so that prompt and answer are cut
 * into the same tokens apart as together, and ends with the line, so that "Alien" is another answer than the beginning
 * of "Aliens".
 */
export const listTemplate: RankingTemplate = {
  opening: 'The customer liked, in this order:\n',
  item: '- {title}\n',
  closing: 'The next one:\n-',
  answer: ' {title}\n',
};

/** More than any text has, so that nothing is cut. */
const uncut = { maxTokens: Number.MAX_SAFE_INTEGER };

/** `replace` would read `$&` in a title as a command. */
const filled = (template: string, title: string): string => template.split('{title}').join(title);

function checkTemplate(template: RankingTemplate): void {
  for (const part of ['item', 'answer'] as const) {
    if (template[part].includes('{title}')) continue;
    throw new InputError(
      `RankingTemplate: expected {title} in ${part}, found ${JSON.stringify(template[part])}`,
    );
  }
}

/**
 * The prompt for a history. Where it would be longer than maxTokens, the oldest titles are left out.
 * @param options.history titles, oldest first
 * @throws InputError if not even the prompt without history fits
 */
export function promptTokens(options: {
  tokenizer: TextTokenizer;
  template: RankingTemplate;
  history: readonly string[];
  maxTokens: number;
}): Int32Array {
  const { tokenizer, template, history, maxTokens } = options;
  checkTemplate(template);
  const withLast = (count: number): Int32Array => {
    const items = history.slice(history.length - count).map((title) => filled(template.item, title));
    return tokenizer.encode([template.opening + items.join('') + template.closing], uncut)[0];
  };
  let fits = 0;
  let tooMany = history.length + 1;
  let prompt = withLast(0);
  if (prompt.length > maxTokens) {
    throw new InputError(
      `promptTokens: the prompt without history has ${prompt.length} tokens, and there is room for ${maxTokens}; shorten the template or the titles`,
    );
  }
  while (tooMany - fits > 1) {
    // The whole history first, which fits most often; then halves.
    const count = tooMany > history.length ? history.length : Math.floor((fits + tooMany) / 2);
    const tokens = withLast(count);
    if (tokens.length <= maxTokens) [fits, prompt] = [count, tokens];
    else tooMany = count;
  }
  return prompt;
}

/**
 * What a decoder learns of one step: after this history, that title. The oldest titles are left out where prompt and
 * answer would be longer than maxTokens.
 */
export function rankingExample(options: {
  tokenizer: TextTokenizer;
  template: RankingTemplate;
  /** Titles, oldest first. */
  history: readonly string[];
  /** The title that came next. */
  next: string;
  maxTokens: number;
}): ContinuationExample {
  const { tokenizer, template, history, next, maxTokens } = options;
  const [continuation] = answerTokens({ tokenizer, template, titles: [next] });
  const room = maxTokens - continuation.length;
  return { prompt: promptTokens({ tokenizer, template, history, maxTokens: room }), continuation };
}

/** What follows the prompt, for each title. */
export function answerTokens(options: {
  tokenizer: TextTokenizer;
  template: RankingTemplate;
  titles: readonly string[];
}): Int32Array[] {
  const { tokenizer, template, titles } = options;
  checkTemplate(template);
  return tokenizer.encode(
    titles.map((title) => filled(template.answer, title)),
    uncut,
  );
}
