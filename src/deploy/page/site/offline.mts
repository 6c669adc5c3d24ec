import { byId } from './dom.mts';

/** Keeps the page for offline use where the browser can: on https and localhost. */
export async function startOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const note = byId('offline');
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    await navigator.serviceWorker.ready;
    note.textContent = 'It now works offline too.';
  } catch {
    note.textContent = 'This browser could not keep it for offline use.';
  }
}
