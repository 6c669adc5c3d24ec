export * from './endpoint-teacher';
export * from './import';
export * from './methods';
export * from './soft-targets';
