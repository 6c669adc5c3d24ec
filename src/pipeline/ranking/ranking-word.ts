import type { Contexts } from '../../data/contexts';
import { keepWord, mustSpeak, rememberOrTeach, type WordPlace, type WordRecord } from '../word-record';
import { placesOf } from './drawn-histories';
import { type RankingArtefactsOptions, rankingArtefacts, rankingExamples } from './ranking-artefacts';
import { type AskedRankingTeacher, askRankingTeacher } from './ranking-soft';
import type { RankingMaterial } from './search-and-compare';

/** What students learn from and are chosen by, and which teacher spoke. */
export interface RankingWord extends RankingMaterial {
  readonly word: WordRecord;
}

function placeOf(options: RankingArtefactsOptions): WordPlace {
  const { split, settings, seed, seenItems, textSource, model, cacheFolder } = options;
  const { k, drawnHistories, drawnLength } = settings.distillation;
  const { maxLength, mostQueries } = settings;
  const asked = { k, drawnHistories, drawnLength, maxLength, mostQueries, seenItems };
  const own = { teacher: settings.teacher, seed, textSource, model: model ?? null, ...asked };
  return { folder: cacheFolder, key: { what: 'ranking', split: split.hash, ...own } };
}

/** Trains the teacher of a split, or finds its weights, and keeps its word and the histories that it drew in the cache. */
export async function teachRankings(options: RankingArtefactsOptions): Promise<RankingWord> {
  const { teacher, validation, observed, soft } = await rankingArtefacts(options);
  try {
    const { members, ensemble } = teacher.validation;
    const word: WordRecord = {
      teacher: teacher.hash(),
      metrics: {
        validationNdcg10: ensemble,
        ...Object.fromEntries(members.map((ndcg, i) => [`validationNdcg10 of member ${i + 1}`, ndcg])),
        weights: teacher.weights,
      },
      drawn: drawnAmong(soft.examples.contexts, options),
    };
    keepWord(placeOf(options), word);
    return { validation, observed, soft, word };
  } finally {
    teacher.dispose();
  }
}

/** The histories behind which nobody known stands, as `placesOf` takes them. */
function drawnAmong({ users, sequences, width }: Contexts, { settings }: RankingArtefactsOptions): number[] {
  const { drawnHistories, drawnLength } = settings.distillation;
  const first = users.length - drawnHistories;
  return Array.from({ length: drawnHistories }, (_, h) => [
    ...sequences.subarray((first + h) * width, (first + h) * width + drawnLength),
  ]).flat();
}

/** The teacher's word on a split, as `teachRankings` kept it, or as the teacher says it anew. */
export function rankingWord(options: RankingArtefactsOptions): Promise<RankingWord> {
  return rememberOrTeach({
    place: placeOf(options),
    remember: (word) => rememberedRankings(options, word),
    teach: () => teachRankings(options),
  });
}

async function rememberedRankings(options: RankingArtefactsOptions, word: WordRecord): Promise<RankingWord> {
  const { split, settings } = options;
  const teacher: AskedRankingTeacher = {
    hash: () => word.teacher,
    items: split.data.items.ids.length,
    ...{ score: mustSpeak, vectors: mustSpeak },
  };
  const places = word.drawn ?? mustSpeak();
  const { drawnLength } = settings.distillation;
  const drawn = places.length === 0 ? null : placesOf(Int32Array.from(places), drawnLength);
  const examples = rankingExamples(options);
  const soft = await askRankingTeacher({ ...options, ...examples, teacher, drawn });
  return { ...examples, soft, word };
}
