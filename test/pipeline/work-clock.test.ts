import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkClock } from '../../src/pipeline/work-clock';

let folder: string;
let path: string;
let nowMs = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-clock-'));
  path = join(folder, 'deep', 'time.json');
  nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('WorkClock', () => {
  it('goes on from the time of a run that was stopped', () => {
    const stopped = new WorkClock(path, 'key');
    nowMs += 30_000;
    stopped.tick();
    // these last four seconds are lost with the process
    nowMs += 4000;
    stopped.tick();
    const next = new WorkClock(path, 'key');
    nowMs += 10_000;
    expect(next.seconds).toBe(40);
    next.keep();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ key: 'key', seconds: 40 });
  });

  it('remembers the largest that a stopped process was', () => {
    const usage = vi.spyOn(process, 'resourceUsage');
    usage.mockReturnValue({ maxRSS: 3_000_000 } as NodeJS.ResourceUsage);
    new WorkClock(path, 'key').keep();
    usage.mockReturnValue({ maxRSS: 1000 } as NodeJS.ResourceUsage);
    expect(new WorkClock(path, 'key').peakMemoryBytes).toBe(3_000_000 * 1024);
    expect(new WorkClock(path, 'other work').peakMemoryBytes).toBe(1000 * 1024);
  });

  it('counts neither other work nor a damaged file', () => {
    const other = new WorkClock(path, 'other work');
    nowMs += 9000;
    other.keep();
    expect(new WorkClock(path, 'key').seconds).toBe(0);
    writeFileSync(path, '{"key": "key", "sec');
    expect(new WorkClock(path, 'key').seconds).toBe(0);
  });
});
