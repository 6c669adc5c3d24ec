import { RefusedError } from '../sink';

/** Words of MLflow's own for what asking again would not change. */
const finalCodes = [
  'INVALID_PARAMETER_VALUE',
  'RESOURCE_DOES_NOT_EXIST',
  'BAD_REQUEST',
  'INVALID_STATE',
  'MALFORMED_REQUEST',
];

/** What a server said in place of an answer. */
export class MlflowError extends Error {
  override name = 'MlflowError';

  constructor(
    message: string,
    readonly code: string | null,
  ) {
    super(message);
  }
}

/** What an answer that is none means: whether asking again can help, and MLflow's own word for it. */
export function failureOf(where: string, status: number, text: string): Error {
  let code: string | null = null;
  let message = text.slice(0, 200);
  try {
    const found = JSON.parse(text);
    code = typeof found.error_code === 'string' ? found.error_code : null;
    message = String(found.message ?? message);
  } catch {
    // a proxy's page, of which the beginning is shown
  }
  const words = `${where}: ${status} ${code ?? ''} ${message}`;
  const isFinal = (code !== null && finalCodes.includes(code)) || status === 413;
  // the code is asked for where a missing experiment is made
  return isFinal
    ? new RefusedError(words, { cause: new MlflowError(code ?? '', code) })
    : new MlflowError(words, code);
}

/** MLflow's own word for what went wrong, where it gave one. */
export function codeOf(error: unknown): string | null {
  if (error instanceof MlflowError) return error.code;
  return error instanceof RefusedError ? codeOf(error.cause) : null;
}
