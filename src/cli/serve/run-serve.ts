import { type Service, type ServiceOptions, startService } from '../../deploy/serve';
import { modelChoices } from './parse-model';
import { readApiKeys } from './read-api-keys';
import type { ServeFlags } from './serve-flags';

const ms = (seconds: number) => Math.round(seconds * 1000);

function serviceOptions(flags: ServeFlags): ServiceOptions {
  const { host, port, workers, logLevel } = flags;
  return {
    ...{ host, port, workers },
    models: modelChoices(flags.model),
    apiKeys: readApiKeys(flags),
    corsOrigins: flags.corsOrigin ?? [],
    limits: {
      k: flags.maxK,
      history: flags.maxHistory,
      items: flags.maxItems,
      batch: flags.maxBatch,
      bodyBytes: flags.bodyLimit,
    },
    timeoutMs: ms(flags.timeout),
    lookMs: flags.look === 0 ? null : ms(flags.look),
    stopDelayMs: ms(flags.stopDelay),
    stopTimeoutMs: ms(flags.stopTimeout),
    log: { level: logLevel, write: (line) => process.stderr.write(line) },
  };
}

/** Serves until the process is told to end. */
function untilStopped(service: Service): Promise<void> {
  return new Promise((resolve, reject) => {
    const reload = () => {
      service.reload().catch(reject);
    };
    const stop = () => {
      service
        .stop()
        .then(resolve, reject)
        .finally(() => {
          process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', reload);
        });
    };
    process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', reload);
  });
}

/** `recdistill serve`, once its options are read. */
export async function runServe(flags: ServeFlags): Promise<void> {
  const service = await startService(serviceOptions(flags));
  process.stdout.write(`recdistill serves at ${service.address} (page: ${service.address}/docs)\n`);
  await untilStopped(service);
}
