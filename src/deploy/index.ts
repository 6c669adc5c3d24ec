export * from './compress';
export * from './export';
export * from './serve';
