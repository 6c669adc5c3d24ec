import type { ClickLog } from '../../../data/click/click-log';
import type { ClickSplit } from '../../../data/click/click-split';
import type { ClickSoftTargets } from '../../../distill/click/click-soft-targets';
import { sha256 } from '../../../files/hash';
import type { ClickScorer } from '../../../models/click/click-scorer';
import { clickScorerOf } from '../../../models/click/click-scorer';
import { predictClickHiddenLayers } from '../../../models/click/predict-click-hidden-layers';
import { predictClickLogits } from '../../../models/click/predict-click-logits';
import { type ClickMaterial, prepareClickMaterial } from '../../click/click-material';
import type { ClickSettings } from '../../click/click-settings';
import { type ClickTeacher, trainClickTeacher } from '../../click/click-teacher';
import type { PipelineListener } from '../../events';

/** What the strategies on one split of a click log learn from: the rows, and all that the teacher said of them. */
export interface ClickStrategyMaterial {
  readonly data: ClickMaterial;
  readonly settings: ClickSettings;
  /** The ensemble on the training rows, with the deep layers of the first member that shows them. */
  readonly said: ClickSoftTargets;
  /** Logits of each member on the training rows. */
  readonly members: readonly Float32Array[];
  readonly teacher: Pick<ClickTeacher, 'scorer' | 'weights'>;
  /** [rows of the log] the true chances of a click, where the log was made and they are known; else null. */
  readonly chances: Float64Array | null;
  /** sha256 over all that decides a training. */
  readonly hash: string;
  dispose(): void;
}

/**
 * Encodes a log by a split's training rows, trains the ensemble and asks it, and each of its members, of these rows.
 * Trained members are found again in the cache folder.
 * @param options.chances [rows of the log] the true chances of a click, where the log was made
 * @throws InputError as `prepareClickMaterial`; the signal's reason
 */
export async function prepareClickStrategies(options: {
  readonly log: ClickLog;
  readonly split: ClickSplit;
  readonly settings: ClickSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly chances?: Float64Array;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}): Promise<ClickStrategyMaterial> {
  const data = await prepareClickMaterial(options);
  let teacher: ClickTeacher | null = null;
  try {
    const made = trainClickTeacher({ ...options, material: data, settings: options.settings.teacher });
    teacher = made;
    const { settings, chances = null } = options;
    return {
      ...{ data, settings, chances, teacher: made, said: whatItSays(made, data) },
      members: made.members.map(({ model }) => logitsOf(clickScorerOf(model), data)),
      hash: sha256(data.hash, String(data.shift), made.hash(), JSON.stringify(settings.student)),
      dispose: () => {
        made.dispose();
        data.dispose();
      },
    };
  } catch (error) {
    teacher?.dispose();
    data.dispose();
    throw error;
  }
}

function logitsOf(scorer: ClickScorer, { table, rows }: ClickMaterial): Float32Array {
  return predictClickLogits({ scorer, table, rows });
}

function whatItSays({ scorer, members }: ClickTeacher, data: ClickMaterial): ClickSoftTargets {
  const logits = logitsOf(scorer, data);
  // AutoInt's layers are one vector a field, not one a row.
  const shown = members.find(({ kind }) => kind !== 'auto-int');
  if (shown === undefined) return { logits, hidden: null };
  const { table, rows } = data;
  const hiddenLayers = predictClickHiddenLayers({ model: shown.model, table, rows });
  return { logits, hidden: hiddenLayers[hiddenLayers.length - 1], hiddenLayers };
}
