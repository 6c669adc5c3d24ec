import type { Split } from '../../../data/split';
import type { RankingExamples } from '../../../distill/ranking/distill-ranking';
import type { StoredTeacher } from '../../../distill/ranking/stored-teacher';
import { centredTexts, teachAcrossDomains } from '../../../distill/strategies/cross-domain';
import { sha256 } from '../../../files/hash';
import type { ItemTable } from '../../../models/ranking/catalogue-vectors';
import type { RankingModel } from '../../../models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../../models/ranking/self-attentive-model';
import { Random } from '../../../random';
import { fitRankingStudent } from '../../ranking/fit-ranking-student';
import { rankingQueries } from '../../ranking/ranking-queries';
import type { RankingRun } from '../../ranking/ranking-run';
import { trainingExamples } from '../../ranking/training-examples';
import { prepareTextTables, type TextSource } from '../../text-vectors';
import { trainOnce } from '../../trained-cache';
import { excludedFrom } from './excluded-from';

/** A teacher that was trained on another data set, and what it says here. */
export interface SourceDomain {
  readonly name: string;
  /** Of the other split. */
  readonly hash: string;
  /** NDCG@10 on its own validation part. */
  readonly validation: number;
  /** Its word on the training queries of this data set. */
  readonly said: StoredTeacher;
}

interface SourceDomainOptions
  extends Pick<RankingRun, 'settings' | 'seed' | 'seenItems' | 'cacheFolder' | 'onEvent' | 'signal'> {
  readonly source: Split;
  readonly textSource: TextSource;
  readonly model?: string;
  /** Of this data set's items. */
  readonly itemText: ItemTable | null;
  readonly observed: RankingExamples;
}

/**
 * Trains a teacher on the source's histories, read as texts alone, and asks it of this data set's training queries.
 * @returns null where one of the two catalogues has no texts
 */
export async function prepareSourceDomain(options: SourceDomainOptions): Promise<SourceDomain | null> {
  const { source, itemText, settings, seed, cacheFolder, onEvent, signal, observed, seenItems } = options;
  const { textSource, model } = options;
  const { maxTokens } = settings.teacher;
  const asked = { data: source.data, source: textSource, model, maxTokens };
  const { items } = await prepareTextTables({ ...asked, seed, cacheFolder, onEvent, signal });
  if (items === null || itemText === null) return null;
  source.checkLeakage();
  const { teacher, validation } = trainSource(options, centredTexts(items));
  try {
    const said = teachAcrossDomains({
      ...{ teacher, itemText: centredTexts(itemText), contexts: observed.contexts },
      k: Math.min(settings.distillation.k, itemText.values.length / itemText.width - observed.contexts.width),
      exclude: excludedFrom(seenItems),
    });
    return { name: source.data.name, hash: source.hash, validation, said };
  } finally {
    teacher.dispose();
  }
}

function trainSource(
  options: SourceDomainOptions,
  itemText: ItemTable,
): { readonly teacher: RankingModel; readonly validation: number } {
  const { source: split, settings, seed, seenItems, cacheFolder, onEvent, signal } = options;
  const { dimensions, layers, heads, dropout, epochs, patience, batchSize } = settings.teacher;
  const { learningRate, weightDecay } = settings.teacher;
  const { maxLength, mostQueries } = settings;
  const teacher = new SelfAttentiveModel({
    ...{ items: split.data.items.ids.length, dimensions, layers, heads, dropout, maxLength },
    ...{ withIds: false, itemText, random: new Random(seed).fork('source teacher') },
  });
  const budget = { ...settings.student, epochs, patience, batchSize };
  const examples = trainingExamples({ split, maxLength, most: mostQueries, seed });
  const validation = rankingQueries({ split, known: split.train, asked: split.validation, maxLength });
  const shape = { dimensions, layers, heads, dropout, maxLength, mostQueries };
  const rates = { learningRate, weightDecay };
  const { result } = trainOnce({
    folder: cacheFolder,
    key: {
      ...{
        what: 'source teacher',
        split: split.hash,
        shape,
        epochs,
        patience,
        batchSize,
        rates,
        seenItems,
        seed,
      },
      text: sha256(itemText.values),
    },
    parameters: teacher.parameters,
    train: () =>
      fitRankingStudent({
        ...{
          student: teacher,
          examples,
          observed: examples,
          teachers: [],
          method: null,
          alpha: 0,
          hardWeight: 1,
        },
        ...{ settings: { ...settings, student: budget }, validation, seenItems, longer: 1, seed, signal },
        ...rates,
        onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage: 'source teacher', event }),
      }),
  });
  return { teacher, validation: -result.bestValidation };
}
