/** What the REST interface takes for a name; everything else becomes an underscore. */
const forbidden = /[^\w\-. :/]/g;
const longestName = 250;
const longestParameter = 6000;
const longestTag = 8000;

/** One of the numbers of `runs/log-batch`. */
export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

/** A parameter or a tag. */
export interface MlflowPair {
  readonly key: string;
  readonly value: string;
}

/** A name that MLflow takes: it is a path of the store, so that `..`, `//` and a slash at an end are not possible. */
export function mlflowName(name: string): string {
  const parts = name.replace(forbidden, '_').split('/');
  const clean = parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
  return (clean === '' ? '_' : clean).slice(0, longestName).replace(/\/+$/, '');
}

/** The finite ones of an event's numbers; MLflow knows one of several of one name, step and time. */
export function mlflowMetrics(options: {
  readonly values: Readonly<Record<string, number | null>>;
  readonly time: string;
  readonly step: number;
}): MlflowMetric[] {
  const timestamp = Date.parse(options.time);
  return Object.entries(options.values).flatMap(([name, value]) =>
    value === null ? [] : [{ key: mlflowName(name), value, timestamp, step: options.step }],
  );
}

export function mlflowParameters(settings: Readonly<Record<string, unknown>>): MlflowPair[] {
  return Object.entries(settings).map(([name, value]) => ({
    key: mlflowName(name),
    value: String(value).slice(0, longestParameter),
  }));
}

export function mlflowTag(key: string, value: string): MlflowPair {
  return { key, value: value.slice(0, longestTag) };
}

/** Lists of at most so many, in their order. */
export function inBatches<Entity>(entities: readonly Entity[], most: number): Entity[][] {
  const count = Math.ceil(entities.length / most);
  return Array.from({ length: count }, (_, b) => entities.slice(b * most, (b + 1) * most));
}
