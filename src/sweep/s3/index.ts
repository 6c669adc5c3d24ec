export { type S3Settings, s3Settings } from './s3-place';
export { s3Store } from './s3-store';
