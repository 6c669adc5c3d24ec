import { arch, cpus, platform, totalmem } from 'node:os';
import * as tf from '@tensorflow/tfjs-node';
import { libraryVersion } from '../version';
import { codeVersion } from './code-version';
import type { MachineFacts } from './distillation-result';
import { numericFingerprint } from './numeric-fingerprint';

/** What tells TensorFlow how many threads to take; sums may be taken in another order by another number. */
const threadNames = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'];

/** The versions that a result depends on. */
export function versionsInUse(): Record<string, string> {
  const backend = tf.backend() as unknown as { binding?: { TF_Version?: string } };
  return {
    recdistill: libraryVersion,
    code: codeVersion(),
    node: process.versions.node,
    tfjs: tf.version.tfjs,
    tensorflow: backend.binding?.TF_Version ?? 'unknown',
  };
}

/** The machine that runs this. @param peakMemoryBytes the largest that the work has been; this process where not given */
export function machineFacts(peakMemoryBytes = process.resourceUsage().maxRSS * 1024): MachineFacts {
  const processors = cpus();
  return {
    platform: `${platform()}-${arch()}`,
    processor: processors[0]?.model.trim() || 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    peakMemoryBytes,
    threads: Object.fromEntries(threadNames.map((name) => [name, process.env[name] ?? null])),
    operations: numericFingerprint(),
  };
}
