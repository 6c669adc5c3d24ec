export * from './export';
export * from './serve';
