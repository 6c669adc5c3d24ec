import { stat } from 'node:fs/promises';
import { cachedClickTargets } from '../../distill/click/cached-click-targets';
import type { ClickSoftTargets } from '../../distill/click/click-soft-targets';
import { scoreClickTargets } from '../../distill/click/score-click-targets';
import { sha256 } from '../../files/hash';
import type { PipelineListener } from '../events';
import { softTargetEvent } from '../soft-target-sample';
import type { ClickMaterial } from './click-material';
import { readsHidden } from './click-names';
import type { ClickSettings } from './click-settings';
import type { ClickTeacher } from './click-teacher';

/** What the teacher said of the training rows. */
export interface ClickSoft {
  readonly targets: ClickSoftTargets;
  /** Of the teacher and the rows that it was asked of. */
  readonly hash: string;
  readonly sizeBytes: number;
  readonly seconds: number;
}

/** What is needed of a teacher to ask it. */
export type AskedClickTeacher = Pick<ClickTeacher, 'hash' | 'scorer' | 'members'>;

/** Asks the teacher of the training rows, once; the first member's hidden layer is kept where a method reads it. */
export async function prepareClickSoft(options: {
  readonly teacher: AskedClickTeacher;
  readonly material: ClickMaterial;
  readonly settings: ClickSettings;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
}): Promise<ClickSoft> {
  const { teacher, material, settings, cacheFolder, onEvent } = options;
  const { table, rows, split } = material;
  const keepsHidden = settings.distillation.methods.some(readsHidden);
  const hash = teacher.hash();
  const kept = sha256(hash, keepsHidden ? 'logits and hidden' : 'logits');
  const onProgress = (done: number, total: number) =>
    onEvent?.({ kind: 'progress', split: split.name, stage: 'soft targets', done, total });
  const started = performance.now();
  const { softTargets, path } = await cachedClickTargets({
    ...{ folder: cacheFolder, teacher: kept, table, rows },
    score: () =>
      scoreClickTargets({
        ...{ teacher: teacher.scorer, table, rows, onProgress },
        hiddenOf: keepsHidden ? teacher.members[0].model : null,
      }),
  });
  const { temperatures } = settings.distillation;
  onEvent?.(softTargetEvent({ split: split.name, logits: softTargets.logits, classes: 1, temperatures }));
  const { size } = await stat(path);
  const seconds = (performance.now() - started) / 1000;
  // What is kept does not move the logits, so that a student of them is found again when hidden layers are kept, too.
  return { targets: softTargets, hash: sha256(hash, material.hash), sizeBytes: size, seconds };
}
