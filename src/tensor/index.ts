export { AdamW, type AdamWOptions } from './adam-w';
export { detached } from './detached';
export { dropout } from './dropout';
export { gelu } from './gelu';
export { geluTanh } from './gelu-tanh';
export { clipByGlobalNorm, disposeGradients, type ValueAndGradients, valueAndGradients } from './gradients';
export { type LayerNormOptions, layerNorm } from './layer-norm';
export { linear } from './linear';
export {
  countWeights,
  type Gradient,
  hashWeights,
  Parameter,
  type ParameterOptions,
  restore,
  snapshot,
} from './parameter';
export { recomputed } from './recomputed';
export { type SelfAttentionOptions, selfAttention } from './self-attention';
export { SparseMatrix } from './sparse-matrix';
export type { TransformerShape } from './transformer-formulas';
export {
  type AttentionBlockOptions,
  attentionBlock,
  type FeedForwardBlockOptions,
  feedForwardBlock,
} from './transformer-layer';
