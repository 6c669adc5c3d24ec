import type { ModelFile } from '../file/model';
import { check } from '../student-error';
import { autoInt } from './auto-int';
import type { ClickCore } from './click-core';
import { clickMlp } from './click-mlp';
import { dcnV2 } from './dcn-v2';
import { deepFm } from './deep-fm';
import type { Encoding } from './encoding';
import { factorizationMachine } from './factorization-machine';
import { logisticRegression } from './logistic-regression';

const kinds: Readonly<Record<string, (file: ModelFile, encoding: Encoding) => ClickCore>> = {
  'auto-int': autoInt,
  'click-mlp': clickMlp,
  'dcn-v2': dcnV2,
  'deep-fm': deepFm,
  'factorization-machine': factorizationMachine,
  'logistic-regression': logisticRegression,
};

/** @throws StudentError where the kind is unknown or the file does not fit it */
export function clickCore(file: ModelFile, encoding: Encoding): ClickCore {
  const { kind, own } = file.description;
  check(Object.hasOwn(kinds, kind), `${own.where}, kind`, Object.keys(kinds).join(', '), kind);
  return kinds[kind](file, encoding);
}
