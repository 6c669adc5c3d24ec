type Prometheus = typeof import('prom-client');

/** What the process uses, under the names that dashboards know, read when they are asked for. */
export function addProcessMetrics(
  { Gauge, Counter }: Prometheus,
  registers: InstanceType<Prometheus['Registry']>[],
): void {
  const gauges: [string, string, () => number][] = [
    [
      'process_resident_memory_bytes',
      'Memory of the process, threads included.',
      () => process.memoryUsage.rss(),
    ],
    [
      'nodejs_heap_size_used_bytes',
      'Heap of the thread that speaks HTTP.',
      () => process.memoryUsage().heapUsed,
    ],
    [
      'process_start_time_seconds',
      'When the process began.',
      () => Math.round(Date.now() / 1000 - process.uptime()),
    ],
  ];
  for (const [name, help, read] of gauges) {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(read());
      },
    });
  }
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the process, threads included.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}
