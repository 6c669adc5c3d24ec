import { parentPort } from 'node:worker_threads';
import type { ModelFiles } from './model-files';
import { OwnThread } from './own-thread';
import type { Job, ModelFacts, Outcome } from './scoring';

export type ToWorker =
  | { readonly kind: 'open'; readonly id: number; readonly key: number; readonly files: ModelFiles }
  | { readonly kind: 'ask'; readonly id: number; readonly key: number; readonly job: Job }
  | { readonly kind: 'drop'; readonly key: number };

export type FromWorker = { readonly id: number } & (
  | { readonly value: ModelFacts | Outcome }
  | { readonly failure: string }
);

/** The other end of `WorkerPool`: one thread's students. */
function serveThread(port: NonNullable<typeof parentPort>): void {
  const thread = new OwnThread();
  const reply = async ({ id }: { id: number }, value: Promise<ModelFacts | Outcome>) => {
    const message: FromWorker = await value.then(
      (value) => ({ id, value }),
      (error) => ({ id, failure: error instanceof Error ? error.message : String(error) }),
    );
    port.postMessage(message);
  };
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'drop') thread.drop(message.key);
    else if (message.kind === 'open') reply(message, thread.open(message.key, message.files));
    else reply(message, thread.ask(message.key, message.job));
  });
}

if (parentPort !== null) serveThread(parentPort);
