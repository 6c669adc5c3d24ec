export * from './compress';
export * from './export';
export * from './page';
export * from './serve';
