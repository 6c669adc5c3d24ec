/** What a node is told of one job; it travels in the job's command line, so no secret may be in it. */
export interface NodePlan {
  /** The process to run: program first. `{node}` stands for the Node that runs the launcher. */
  readonly words: readonly string[];
  /** Set for the process. */
  readonly variables: Readonly<Record<string, string>>;
  /** A folder of the node whose `node_modules` the project uses; null where the project was sent with all it needs. */
  readonly packagesFrom: string | null;
  /** Files that must be there before it starts; a shared folder may show them late. */
  readonly awaits: readonly string[];
}

/** One word of letters that no shell reads anything into. */
export const encodePlan = (plan: NodePlan): string =>
  Buffer.from(JSON.stringify(plan), 'utf8').toString('base64url');

export const decodePlan = (word: string): NodePlan =>
  JSON.parse(Buffer.from(word, 'base64url').toString('utf8')) as NodePlan;
