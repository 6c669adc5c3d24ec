export interface ScoreFlags {
  readonly model: string;
  /** Always given for ratings. */
  readonly user?: string;
  /** Ids, oldest first; for rankings in place of the saved history. */
  readonly history?: readonly string[];
  readonly top: number;
  readonly excludeSeen?: string;
  readonly userColumn?: string;
  readonly itemColumn?: string;
  readonly json?: boolean;
}
