/** Environment variables of the trackers that hold secrets. */
const secretVariables = ['MLFLOW_TRACKING_PASSWORD', 'MLFLOW_TRACKING_TOKEN', 'WANDB_API_KEY'];

/** Shorter ones are words that stand in any text. */
const shortestSecret = 6;

/** User and password in an address. */
const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;

const patterns: readonly (readonly [RegExp, string])[] = [
  [userInfo, '$1***@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [/\b((?:api[_-]?key|token|password|secret|signature)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi, '$1***'],
  // a key of Weights & Biases
  [/\b(?:local-)?[0-9a-f]{40}\b/g, '***'],
  [/\bwandb_v\d+_\w+/g, '***'],
];

/** A text whose addresses have no user and password. */
export function withoutUserInfo(text: string): string {
  return text.replace(userInfo, '$1***@');
}

/** A text without what looks like a credential, and without those that the environment holds. */
export function redact(text: string): string {
  let clean = text;
  for (const name of secretVariables) {
    const secret = process.env[name];
    if (secret !== undefined && secret.length >= shortestSecret) clean = clean.replaceAll(secret, '***');
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** An error's message and its causes', redacted, on one line. */
export function reasonOf(error: unknown): string {
  const words: string[] = [];
  for (let at: unknown = error; at instanceof Error && words.length < 4; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    words.push(at.message || (typeof code === 'string' ? code : at.name));
  }
  const text = words.length > 0 ? words.join(': ') : String(error);
  return redact(text).replace(/\s+/g, ' ').slice(0, 500);
}
