import type { ServiceLog } from '../../deploy/serve';

/** A `--model`: its own name and share where they were given. */
export interface ModelFlag {
  readonly name: string | null;
  readonly folder: string;
  readonly share: number | null;
}

export interface ServeFlags {
  readonly model: readonly ModelFlag[];
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  readonly apiKeyEnv?: string;
  readonly apiKeyFile?: string;
  readonly corsOrigin?: readonly string[];
  readonly maxK: number;
  readonly maxHistory: number;
  readonly maxItems: number;
  readonly maxBatch: number;
  /** Bytes. */
  readonly bodyLimit: number;
  /** Seconds, like the three below. */
  readonly timeout: number;
  readonly look: number;
  readonly stopDelay: number;
  readonly stopTimeout: number;
  readonly logLevel: ServiceLog['level'];
}
