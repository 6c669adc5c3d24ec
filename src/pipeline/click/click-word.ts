import { keepWord, mustSpeak, rememberOrTeach, type WordPlace, type WordRecord } from '../word-record';
import type { ClickMaterial } from './click-material';
import { type AskedClickTeacher, type ClickSoft, prepareClickSoft } from './click-soft';
import { trainClickTeacher } from './click-teacher';
import type { RunClickSplitOptions } from './run-click-split';

/** What a click teacher and its word are made from. */
export type ClickTeachingOptions = Omit<RunClickSplitOptions, 'outFolder' | 'log' | 'split'> & {
  readonly material: ClickMaterial;
};

/** The teacher's word, and which teacher spoke. */
export interface ClickWord {
  readonly soft: ClickSoft;
  readonly word: WordRecord;
}

function placeOf({ material, settings, seed, cacheFolder }: ClickTeachingOptions): WordPlace {
  const { hash, shift } = material;
  const key = { what: 'click', material: hash, shift, teacher: settings.teacher, seed };
  return { folder: cacheFolder, key };
}

/** Trains the teacher of a split, or finds its weights, and keeps its word in the cache. */
export async function teachClicks(options: ClickTeachingOptions): Promise<ClickWord> {
  const teacher = trainClickTeacher({ ...options, settings: options.settings.teacher });
  try {
    const soft = await prepareClickSoft({ ...options, teacher });
    const byMember = teacher.members.map(
      ({ kind, seed, validation }) => [`validationLogLoss of ${kind}, seed ${seed}`, validation] as const,
    );
    const word: WordRecord = {
      teacher: teacher.hash(),
      metrics: {
        validationLogLoss: teacher.validation,
        ...Object.fromEntries(byMember),
        weights: teacher.weights,
      },
    };
    keepWord(placeOf(options), word);
    return { soft, word };
  } finally {
    teacher.dispose();
  }
}

/** The teacher's word on a split, as `teachClicks` kept it, or as the teacher says it anew. */
export function clickWord(options: ClickTeachingOptions): Promise<ClickWord> {
  return rememberOrTeach({
    place: placeOf(options),
    remember: async (word) => {
      const teacher: AskedClickTeacher = {
        hash: () => word.teacher,
        get scorer() {
          return mustSpeak();
        },
        members: [],
      };
      return { soft: await prepareClickSoft({ ...options, teacher }), word };
    },
    teach: () => teachClicks(options),
  });
}
