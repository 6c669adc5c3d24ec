import { ClickMlp } from '../../models/click/click-mlp';
import type { ClickModel } from '../../models/click/click-model';
import { FactorizationMachine } from '../../models/click/factorization-machine';
import { LogisticRegression } from '../../models/click/logistic-regression';
import { Random } from '../../random';
import type { ClickMaterial } from './click-material';
import type { ClickStudentName } from './click-names';
import type { ClickStudentSettings } from './click-settings';

/** A light click model by name, before its training; the caller disposes it. */
export function createClickStudent(options: {
  readonly student: ClickStudentName;
  readonly material: Pick<ClickMaterial, 'table' | 'frequencies'>;
  readonly settings: ClickStudentSettings;
  readonly seed: number;
}): ClickModel {
  const { student, material, settings, seed } = options;
  const { dimensions, layers, dropout, sharing } = settings;
  const common = { fields: material.table.fields, frequencies: material.frequencies, sharing };
  const random = new Random(seed).fork('student weights');
  const make: Record<ClickStudentName, () => ClickModel> = {
    'logistic-regression': () => new LogisticRegression(common),
    fm: () => new FactorizationMachine({ ...common, dimensions, random }),
    mlp: () => new ClickMlp({ ...common, dimensions, layers, dropout, random }),
  };
  return make[student]();
}
