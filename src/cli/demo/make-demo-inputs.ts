import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { softmaxRows } from '../../distill';
import { InputError } from '../../errors';
import { expectationOf } from '../../evaluate';
import { writeFileAtomic } from '../../files/atomic-write';
import { saveModel, writeItemTitles } from '../../models';
import {
  type DistillationResult,
  type ProfileName,
  profiles,
  type StandardArtefacts,
  type StudentResult,
  standardArtefacts,
  trainStudent,
} from '../../pipeline';

/** Longer than the page's lists, so that a few items may be left out of them. */
const LISTED = 20;

interface MakeDemoInputsOptions {
  readonly runFolder: string;
  /** Of one split, with the settings of a profile. */
  readonly result: DistillationResult;
  readonly cacheFolder: string;
  readonly outFolder: string;
}

/** @throws InputError where the run had settings of its own, from which nothing can be made again */
function profileOf({ result, runFolder }: MakeDemoInputsOptions): ProfileName {
  const text = JSON.stringify(result.settings);
  const found = (Object.keys(profiles) as ProfileName[]).find(
    (name) => JSON.stringify(profiles[name]) === text,
  );
  if (found !== undefined) return found;
  throw new InputError(
    `${runFolder}: expected a run with the settings of a profile, found others; give --model, or move it away`,
  );
}

/** One that can be asked by new people, if there is one. */
function shownStudent({ splits: [split], bestStudent }: DistillationResult): StudentResult {
  const { students } = split;
  const byName = (name: string) => students.find((student) => student.name === name);
  return byName('mf') ?? byName(bestStudent) ?? students[0];
}

/** By user, the items of the training rows with one of the two highest ratings, in the order of time. */
function likedItems({ split }: StandardArtefacts): number[][] {
  const { data, train } = split;
  const { users, items, ratings, timestamps } = data.interactions;
  const least = data.levels[Math.max(0, data.levels.length - 2)];
  const liked: number[][] = data.users.ids.map(() => []);
  const rows = [...train].sort((a, b) =>
    timestamps === null ? a - b : timestamps[a] - timestamps[b] || a - b,
  );
  for (const row of rows) if (ratings[row] >= least) liked[users[row]].push(items[row]);
  return liked;
}

/** A line of JSON for each user who liked something: the teacher's best among all else. */
function teacherLists(artefacts: StandardArtefacts): string {
  const { data } = artefacts.split;
  const all = Int32Array.from(data.items.ids.keys());
  const idsOf = (items: readonly number[]) => items.map((item) => data.items.ids[item]);
  const lines = likedItems(artefacts).flatMap((liked, user) => {
    if (liked.length === 0) return [];
    const logits = artefacts.teacher.logits({ users: all.map(() => user), items: all });
    const probabilities = softmaxRows({ logits, classes: data.levels.length, temperature: 1 });
    const ratings = expectationOf({ probabilities, levels: data.levels });
    const left = new Set(liked);
    const best = [...all].filter((item) => !left.has(item)).sort((a, b) => ratings[b] - ratings[a] || a - b);
    const items = best.slice(0, LISTED);
    const scores = items.map((item) => ratings[item]);
    return [
      JSON.stringify({ user: data.users.ids[user], context: idsOf(liked), items: idsOf(items), scores }),
    ];
  });
  return `${lines.join('\n')}\n`;
}

async function saveScratch(
  options: MakeDemoInputsOptions,
  artefacts: StandardArtefacts,
  student: StudentResult,
): Promise<void> {
  const { result, cacheFolder, outFolder } = options;
  const { split, settings, soft } = artefacts;
  const { data } = split;
  const { trial, scores } = student.methods.scratch;
  const own = { ...trial, seed: result.settings.seeds[0] };
  const { model } = trainStudent({ split, trial: own, settings: settings.student, soft, cacheFolder });
  await saveModel({
    folder: join(outFolder, 'scratch'),
    model,
    vocabulary: { users: [...data.users.ids], items: [...data.items.ids] },
    levels: data.levels,
    metadata: { data: data.name, trial: own, test: { rmse: scores[0].rmse } },
  }).finally(() => model.dispose());
}

/** Makes `distilled`, `scratch` and `teacher-lists.jsonl` from a finished run, with what lies in its cache. */
export async function makeDemoInputs(options: MakeDemoInputsOptions): Promise<void> {
  const { runFolder, result, cacheFolder, outFolder } = options;
  const profile = profileOf(options);
  const { seed } = result;
  const artefacts = await standardArtefacts({ dataset: 'sample', profile, seed, cacheFolder });
  try {
    const student = shownStudent(result);
    const distilled = join(outFolder, 'distilled');
    rmSync(outFolder, { recursive: true, force: true });
    cpSync(join(runFolder, 'models', result.splits[0].split, student.name), distilled, { recursive: true });
    writeItemTitles({ folder: distilled, texts: artefacts.data.items.texts });
    await saveScratch(options, artefacts, student);
    writeFileAtomic(join(outFolder, 'teacher-lists.jsonl'), teacherLists(artefacts));
  } finally {
    artefacts.teacher.dispose();
  }
}
