// One module for both: nearly all that either needs is the other's too.
export { maskedItem } from './masked-item';
export { selfAttentive } from './self-attentive';
