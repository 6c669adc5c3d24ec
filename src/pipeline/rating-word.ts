import { askTeacher, makeTeacher, type TeachingOptions } from './run-split';
import type { AskedTeacher } from './soft-pairs';
import { findWord, keepWord, MissingWord, type WordPlace, type WordRecord } from './word-record';

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

/**
 * The teacher's word on a split, as `teachRatings` kept it. Where the cache lacks any of it, the teacher is made here:
 * for the same settings it says the same.
 */
export async function ratingWord(options: TeachingOptions) {
  const word = findWord(placeOf(options));
  if (word === null) return teachRatings(options);
  const remembered: AskedTeacher = {
    hash: () => word.teacher,
    classes: options.split.data.levels.length,
    logits: () => {
      throw new MissingWord();
    },
  };
  try {
    return { ...(await askTeacher(options, remembered)), word };
  } catch (error) {
    if (error instanceof MissingWord) return teachRatings(options);
    throw error;
  }
}
