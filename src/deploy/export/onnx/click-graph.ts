import { checkOptions, InputError } from '../../../errors';
import type { ClickModel } from '../../../models';
import { ModelNumbers } from '../model-numbers';
import { clickInputs } from './click-features';
import { logitsOfKind } from './click-logits';
import type { OnnxModel } from './graph-builder';
import { GraphFormulas } from './graph-formulas';

export interface ClickToOnnxOptions {
  readonly model: ClickModel;
  /** Added to the logits before the probabilities, where rows without a click were thinned; else 0. */
  readonly logitShift: number;
  /** Strings to keep in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A click model as an ONNX graph of any batch size.
 *   ids int64 [batch, fields], numbers float [batch, numeric fields] (where there are any)
 *   -> logits float [batch], probabilities float [batch] = 1 / (1 + exp(-(logits + logitShift)))
 * Ids and numbers are those of the model's encoding; an id that its field does not have is an error of the runtime.
 * @throws InputError for a kind that has no graph
 */
export function clickToOnnx(options: ClickToOnnxOptions): OnnxModel {
  checkOptions('clickToOnnx', options, ['model', 'logitShift', 'metadata']);
  const { model, logitShift, metadata } = options;
  if (!Object.hasOwn(logitsOfKind, model.kind)) {
    throw new InputError(
      `clickToOnnx: expected a model of kind ${Object.keys(logitsOfKind).join(', ')}, found "${model.kind}"`,
    );
  }
  const g = new GraphFormulas();
  const numbers = new ModelNumbers(model);
  const inputs = clickInputs(g, numbers.common().fields);
  const logits = logitsOfKind[model.kind](g, numbers, inputs);
  const shifted = logitShift === 0 ? logits : g.add(logits, g.builder.number(logitShift));
  const port = { type: 'float32', shape: ['batch'] } as const;
  const about = 'as the model was trained, before any shift';
  g.builder.output(logits, { ...port, name: 'logits', about });
  const probabilities = g.builder.node('Sigmoid', [shifted]);
  g.builder.output(probabilities, { ...port, name: 'probabilities', about: 'of a click' });
  return g.builder.encode({ name: model.kind, about: 'clicks on rows of fields', metadata });
}
