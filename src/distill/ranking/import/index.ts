export { exportQueries } from './export-queries';
export {
  type ImportedSoftTargets,
  type ImportSoftTargetsOptions,
  importSoftTargets,
} from './import-soft-targets';
