import { createRequire } from 'node:module';

/** What a cell shows: one value in several forms, by MIME type; the front end takes the richest that it knows. */
export type MimeBundle = Readonly<Record<string, unknown>>;

interface DisplayMessage {
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

type WriteDisplayData = (message: DisplayMessage, isUpdate: boolean) => void;

interface TslabJupyter {
  readonly lastWriteDisplayData?: WriteDisplayData | null;
}

/**
 * tslab's own `display` sends one MIME type a message; several need the function below it. The kernel may run another
 * copy of tslab than the one installed beside this library, so it is looked for among the modules that are loaded.
 */
function findWriter(): WriteDisplayData {
  const loaded = createRequire(__filename).cache;
  for (const [path, module] of Object.entries(loaded)) {
    if (!/tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) continue;
    const writer = (module?.exports as TslabJupyter | undefined)?.lastWriteDisplayData;
    if (writer) return writer;
  }
  throw new Error('showing a figure, table or progress works within a notebook cell only (kernel: tslab)');
}

/**
 * Sends an output to the running cell.
 * @param options.metadata by MIME type, e.g. a picture's width and height
 * @param options.id names the output, so that a later message can replace it
 * @param options.isUpdate replaces the output of that id in place of adding one
 * @throws Error outside of a notebook
 */
export function writeOutput(options: {
  readonly data: MimeBundle;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly isUpdate?: boolean;
}): void {
  const { data, metadata = {}, id, isUpdate = false } = options;
  findWriter()({ data, metadata, transient: id === undefined ? {} : { display_id: id } }, isUpdate);
}
