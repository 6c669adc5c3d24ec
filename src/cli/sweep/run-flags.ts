import type { ClusterFlags } from './cluster-options';

/** What `recdistill sweep run` and `resume` are parsed to. */
export interface SweepRunFlags extends ClusterFlags {
  readonly out?: string;
  readonly jobs: number;
  readonly threads: number;
  readonly retries: number;
  readonly memoryGb?: number;
  readonly dataDir?: string;
  readonly cache: string;
  readonly track?: string;
  readonly json?: boolean;
}
