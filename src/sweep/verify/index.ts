export { compareFigures, type FigureComparison, type FigureDifference } from './compare-figures';
export { type RunTrial, trialsOfRun } from './trials-of-run';
export {
  type Changed,
  type Circumstances,
  type Verification,
  verificationOf,
  verifyJob,
} from './verification';
