export { codeVersion } from '../pipeline/code-version';
