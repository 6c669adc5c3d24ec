import { randomBytes } from 'node:crypto';
import type { SweepStore } from './store';

const name = 'identity.json';

/** A name of letters and digits that is this sweep's alone, the same for all its conductors on whatever machine. */
export async function sweepIdentity(store: SweepStore): Promise<string> {
  await store.create(name, JSON.stringify({ identity: randomBytes(8).toString('hex') }));
  const text = await store.read(name);
  return (JSON.parse(text as string) as { identity: string }).identity;
}
