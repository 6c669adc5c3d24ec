/** An answer that nobody waits for any more. */
export class LateAnswer extends Error {
  override name = 'LateAnswer';
}

/**
 * What a promise gives, if it does so in time. Fastify's own `handlerTimeout` makes and aborts a signal for every request,
 * which costs as much as the rest of the framework.
 * @throws LateAnswer
 */
export async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateAnswer(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
