import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../errors';
import type { Tracker } from './training-event';

type Writer = ReturnType<typeof tf.node.summaryFileWriter>;

function folderOf(folder: string, run: string): string {
  if (run === '' || run.split(/[\\/]/).includes('..') || isAbsolute(run)) {
    throw new InputError(
      `tensorBoardTracker: run is "${run}"; expected a name for a folder below ${folder}, e.g. "student/seed-1"`,
    );
  }
  return join(folder, run);
}

function openWriter(folder: string): Writer {
  mkdirSync(folder, { recursive: true });
  // TensorFlow.js makes tensors for the writer's settings and never frees them; only the handle is needed.
  let writer: Writer | undefined;
  tf.tidy(() => {
    writer = tf.node.summaryFileWriter(folder);
    tf.keep((writer as unknown as { resourceHandle: tf.Tensor }).resourceHandle);
  });
  return writer as Writer;
}

function write(writer: Writer, step: number, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) writer.scalar(name, value, step);
}

/**
 * Writes the stream's scalars as event files that `tensorboard --logdir <folder>` shows, one folder below it a run.
 * They reach the disk when a run finishes and on close, or after ten events.
 */
export function tensorBoardTracker(options: { readonly folder: string }): Tracker {
  checkOptions('tensorBoardTracker', options, ['folder']);
  const writers = new Map<string, Writer>();
  const writerOf = (run: string): Writer => {
    const known = writers.get(run);
    if (known) return known;
    const writer = openWriter(folderOf(options.folder, run));
    writers.set(run, writer);
    return writer;
  };
  return {
    record: (event) => {
      // A run without numbers gets no folder.
      if (event.kind === 'scalars') write(writerOf(event.run), event.step, event.values);
      else if (event.kind === 'finished') writers.get(event.run)?.flush();
    },
    close: () => {
      for (const writer of writers.values()) writer.flush();
    },
  };
}
