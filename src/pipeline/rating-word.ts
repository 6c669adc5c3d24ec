import { askTeacher, makeTeacher, type TeachingOptions } from './run-split';
import type { AskedTeacher } from './soft-pairs';
import { keepWord, mustSpeak, rememberOrTeach, type WordPlace, type WordRecord } from './word-record';

function placeOf({ split, settings, seed, textSource, model, cacheFolder }: TeachingOptions): WordPlace {
  const { unobservedPairs, popularity } = settings.distillation;
  const own = {
    teacher: settings.teacher,
    seed,
    textSource,
    model: model ?? null,
    unobservedPairs,
    popularity,
  };
  return { folder: cacheFolder, key: { what: 'rating', split: split.hash, ...own } };
}

/** Trains the teacher of a split, or finds its weights, and keeps its word in the cache. */
export async function teachRatings(options: TeachingOptions) {
  const { teacher } = await makeTeacher(options);
  try {
    const asked = await askTeacher(options, teacher);
    const { ensemble, members } = teacher.validation;
    const word: WordRecord = {
      teacher: teacher.hash(),
      metrics: {
        validationRmse: ensemble,
        ...Object.fromEntries(members.map((rmse, i) => [`validationRmse of member ${i + 1}`, rmse])),
        weights: teacher.weights,
      },
    };
    keepWord(placeOf(options), word);
    return { ...asked, word };
  } finally {
    teacher.dispose();
  }
}

/** The teacher's word on a split, as `teachRatings` kept it, or as the teacher says it anew. */
export function ratingWord(options: TeachingOptions) {
  return rememberOrTeach({
    place: placeOf(options),
    remember: async (word) => {
      const classes = options.split.data.levels.length;
      const remembered: AskedTeacher = { hash: () => word.teacher, classes, logits: mustSpeak };
      return { ...(await askTeacher(options, remembered)), word };
    },
    teach: () => teachRatings(options),
  });
}
