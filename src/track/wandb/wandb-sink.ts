import type { Sink } from '../sink';
import type { Session } from '../spool/session';
import type { WandbTarget } from '../target';

export function wandbSink(_: { readonly target: WandbTarget; readonly session: Session }): Sink {
  throw new Error('not yet');
}
