import { arch, cpus, platform, totalmem } from 'node:os';
import * as tf from '@tensorflow/tfjs-node';
import { libraryVersion } from '../version';
import type { MachineFacts } from './distillation-result';
import { numericFingerprint } from './numeric-fingerprint';

/** The versions that a result depends on. */
export function versionsInUse(): Record<string, string> {
  const backend = tf.backend() as unknown as { binding?: { TF_Version?: string } };
  return {
    recdistill: libraryVersion,
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
    operations: numericFingerprint(),
  };
}
