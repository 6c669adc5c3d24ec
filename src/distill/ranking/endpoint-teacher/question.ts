/** What is asked about the candidates: an order, a mark for each, or the one that fits best. */
export type Ask = 'rank' | 'rate' | 'choose';

/** A query in words. */
export interface Question {
  /** Texts of what was taken before, oldest first. */
  readonly history: readonly string[];
  /** Texts of the candidates. */
  readonly candidates: readonly string[];
}

/** One message of a chat. */
export interface Message {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** As many candidates as servers give log-probabilities for, each under a letter, which is a token of its own. */
export const MOST_CHOICES = 20;

/** A, B, C ... */
export function letterOf(candidate: number): string {
  return String.fromCharCode(65 + candidate);
}

const REQUESTS: Readonly<Record<Ask, (count: number) => string>> = {
  rank: (count) =>
    `Rank all ${count} candidates. Answer with a JSON list of their numbers, the best first, and nothing else.`,
  rate: (count) =>
    `Mark each candidate from 0 (never) to 10 (surely). Answer with a JSON list of ${count} numbers in the candidates' order, and nothing else.`,
  choose: () => 'Which candidate fits best? Answer with its letter, and nothing else.',
};

/**
 * The messages that put a question to a language model.
 * @param instruction what the model is and what it is to find, e.g. "You recommend tools; which will the customer buy next?"
 */
export function messagesOf(question: Question, ask: Ask, instruction: string): Message[] {
  const { history, candidates } = question;
  const taken = history.length === 0 ? 'nothing yet' : history.map((text) => `- ${text}`).join('\n');
  const nameOf = (candidate: number) => (ask === 'choose' ? letterOf(candidate) : String(candidate + 1));
  const offered = candidates.map((text, i) => `${nameOf(i)}. ${text}`).join('\n');
  const content = `Taken before, the oldest first:\n${taken}\n\nCandidates:\n${offered}\n\n${REQUESTS[ask](candidates.length)}`;
  return [
    { role: 'system', content: instruction },
    { role: 'user', content },
  ];
}
