import { resolve } from 'node:path';
import { InputError, nearestName } from '../errors';

/** Event files that `tensorboard --logdir <folder>` shows. */
export interface TensorBoardTarget {
  readonly kind: 'tensorboard';
  readonly folder: string;
}

/** An MLflow tracking server, by its REST interface. */
export interface MlflowTarget {
  readonly kind: 'mlflow';
  /** e.g. `http://host:5000`; user and password may stand in it, or in MLflow's own environment variables. */
  readonly url: string;
  /** Made where there is none of this name. */
  readonly experiment: string;
}

/** Weights & Biases, through its own Python package, which takes key, entity and mode from its environment variables. */
export interface WandbTarget {
  readonly kind: 'wandb';
  readonly project: string;
  /** A Python that has `wandb`. */
  readonly python: string;
  /** `offline` writes a run folder for `wandb sync`. */
  readonly mode: 'online' | 'offline';
  /** Where wandb keeps its run folders. */
  readonly folder: string;
}

export type TrackTarget = TensorBoardTarget | MlflowTarget | WandbTarget;

const targetKinds = ['tensorboard', 'mlflow', 'wandb'] as const;

function targetOf(kind: string, value: string, project: string): TrackTarget {
  if (kind === 'tensorboard') {
    if (value !== '') return { kind, folder: resolve(value) };
    throw new InputError('--track tensorboard: expected a folder, e.g. tensorboard=runs, found none');
  }
  if (kind === 'mlflow') return mlflowTarget(value, project);
  if (kind === 'wandb') return wandbTarget(value === '' ? project : value);
  throw new InputError(
    `--track ${kind}: did you mean "${nearestName(kind, targetKinds)}"? Known: ${targetKinds.join(', ')}`,
  );
}

/** `http://host:5000/recommenders` is the experiment `recommenders` there. */
function mlflowTarget(value: string, project: string): MlflowTarget {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    url = new URL('invalid:');
  }
  if (!/^https?:$/.test(url.protocol))
    throw new InputError(
      `--track mlflow: expected mlflow=http://host:port or mlflow=http://host:port/experiment, found ${
        value === '' ? 'no address' : 'one that does not begin with http:// or https://'
      }`,
    );
  const experiment = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, ''));
  url.pathname = '';
  return {
    kind: 'mlflow',
    url: url.href.replace(/\/+$/, ''),
    experiment: experiment === '' ? project : experiment,
  };
}

function wandbTarget(project: string): WandbTarget {
  const { RECDISTILL_TRACKING_PYTHON, WANDB_MODE, WANDB_DIR } = process.env;
  return {
    kind: 'wandb',
    project,
    python: RECDISTILL_TRACKING_PYTHON ?? 'python3',
    mode: WANDB_MODE === 'offline' ? 'offline' : 'online',
    folder: resolve(WANDB_DIR ?? '.'),
  };
}

/**
 * Reads `tensorboard=<folder>,mlflow=http://host:5000[/experiment],wandb[=project]`.
 * @param options.project name of MLflow's experiment and of W&B's project where the text gives none
 * @throws InputError for a kind that nobody knows, that comes twice, or that lacks what it needs
 */
export function parseTargets(text: string, options: { readonly project: string }): TrackTarget[] {
  const targets = text.split(',').map((word) => {
    const [kind, ...rest] = word.trim().split('=');
    return targetOf(kind, rest.join('='), options.project);
  });
  const kinds = targets.map(({ kind }) => kind);
  const twice = kinds.find((kind, i) => kinds.indexOf(kind) !== i);
  if (twice === undefined) return targets;
  throw new InputError(`--track: expected each tracker once, found ${twice} several times`);
}

/** The target without user and password, as it may be written to disk. */
export function withoutCredentials(target: TrackTarget): TrackTarget {
  if (target.kind !== 'mlflow') return target;
  const url = new URL(target.url);
  url.username = '';
  url.password = '';
  return { ...target, url: url.href.replace(/\/+$/, '') };
}
