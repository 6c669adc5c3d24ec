export type { FolderPair } from './node-paths';
export { ownProject, type PackedProject, packProject } from './pack-project';
export { RayExecutor, type RayExecutorOptions } from './ray-executor';
