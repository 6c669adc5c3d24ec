import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isStillRunning } from './process-identity.mjs';

function tryTake(path, mine) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, mine);
  try {
    linkSync(own, path); // a link appears whole or not at all, and fails where one is
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function readHolder(path) {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, identity: parseIdentity(text) };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A lock that cannot be read belongs to nobody who lives. */
function parseIdentity(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { pid: 0, start: 'unreadable' };
  }
}

/** Takes a dead holder's lock away; what was moved is looked at again, as another run may have been quicker. */
function removeStale(path, holder) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== holder.text) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Runs `work` while no other set-up of this project runs: waits for one that lives, takes over from one that died.
 * @param onWait called once with the process number that is waited for
 */
export async function withLock({ path, onWait, pollMs }, work) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify(identityOf(process.pid));
  for (let waited = false; !tryTake(path, mine); ) {
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (!isStillRunning(holder.identity)) {
      removeStale(path, holder);
      continue;
    }
    if (!waited) onWait(holder.identity.pid);
    waited = true;
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
