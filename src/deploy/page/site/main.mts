import type { PageManifest } from '../manifest';
import { announce, byId, el } from './dom.mts';
import { FactsView } from './facts-view.mts';
import { ItemNames } from './item-names.mts';
import { ListView } from './list-view.mts';
import { type Loaded, loadAll } from './load-students.mts';
import { startOffline } from './offline.mts';
import { Picker } from './picker.mts';
import { PicksView } from './picks-view.mts';
import { Session } from './session.mts';
import { SoftenedView } from './softened-view.mts';
import { startTheme } from './theme.mts';
import { WhyView } from './why-view.mts';

/** Whom the page opens with: a stored viewer with a few picks, where there is one. */
function firstViewer({ viewers }: Loaded) {
  const isTypical = (count: number) => count >= 3 && count <= 12;
  return viewers.find(({ history }) => isTypical(history?.length ?? 0)) ?? viewers[0] ?? null;
}

function start(loaded: Loaded): void {
  const session = new Session(loaded);
  const names = new ItemNames(loaded.distilled.student);

  const change = (how: () => void) => {
    how();
    const answered = session.contenders.map((contender) => ({
      contender,
      answer: session.recommend(contender),
    }));
    const [{ answer }] = answered;
    session.chosen = answer.items[0]?.item ?? null;
    picks.render();
    lists.render(answered);
    why.render();
    softened.render();
    facts.render();
    const best = session.chosen === null ? '' : ` First: ${names.of(session.chosen)}.`;
    announce(`${answer.items.length} recommendations for ${session.picks.length} picks.${best}`);
  };
  const choose = (id: string) => {
    session.chosen = id;
    lists.mark();
    why.render();
    softened.render();
    announce(`Details are about ${names.of(id)}.`);
  };
  const pick = (id: string) => change(() => session.pick(id));

  const picks = new PicksView({ session, names, onChange: change });
  const lists = new ListView({ session, names, onChoose: choose });
  const why = new WhyView({ session, names, onPick: pick });
  const softened = new SoftenedView(session, names);
  const facts = new FactsView(session);
  new Picker({ names, isAllowed: (id) => !session.picks.includes(id), onPick: pick });
  byId('demo').hidden = false;
  change(() => session.see(firstViewer(loaded)));
}

function explain(error: unknown): void {
  const place = byId('failure');
  const reason = error instanceof Error ? error.message : String(error);
  place.append(
    el('h2', {}, 'The model cannot be used'),
    el('p', {}, 'So nothing is recommended. Load the page again; where that does not help, build it anew.'),
    el('p', { class: 'reason' }, reason),
  );
  place.hidden = false;
}

startTheme();
const manifest: PageManifest = JSON.parse(byId('manifest').textContent ?? '');
byId('subject').textContent = manifest.title;
document.title = `${manifest.title}: a student at work`;
loadAll(manifest).then(start).then(startOffline).catch(explain);
