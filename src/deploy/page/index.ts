export { type BuildPageOptions, type BuiltPage, buildPage } from './build-page';
export { type ServedPage, servePage } from './serve-page';
