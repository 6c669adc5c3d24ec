export { type AskEndpointOptions, askEndpoint } from './ask-endpoint';
export type { EndpointEvent, EndpointProgress, Prices } from './tally';
