export type { Limits } from './limits';
export type { ModelChoice, Reload } from './served-model';
export { logLevels, type ServiceLog, type ServiceOptions } from './service-options';
export { type Service, startService } from './start-service';
