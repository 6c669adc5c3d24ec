export { AdamW, type AdamWOptions } from './adam-w';
export { dropout } from './dropout';
export { clipByGlobalNorm, disposeGradients, type ValueAndGradients, valueAndGradients } from './gradients';
export {
  countWeights,
  type Gradient,
  hashWeights,
  Parameter,
  type ParameterOptions,
  restore,
  snapshot,
} from './parameter';
export { SparseMatrix } from './sparse-matrix';
export { gelu } from './gelu';
export { type LayerNormOptions, layerNorm } from './layer-norm';
export { linear } from './linear';
export { type SelfAttentionOptions, selfAttention } from './self-attention';
