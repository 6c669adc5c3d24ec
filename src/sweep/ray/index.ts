export type { FolderPair } from './node-paths';
export { ownProject, type PackedProject, packProject } from './pack-project';
export { RayExecutor } from './ray-executor';
export type { RayExecutorOptions } from './ray-options';
