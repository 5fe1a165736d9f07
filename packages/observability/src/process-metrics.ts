import { readdir } from "node:fs/promises";
import type { Meter } from "@opentelemetry/api";

/** What a process has of its machine, by the semantic conventions: processor time, memory, open files. */
export function observeProcess(meter: Meter): void {
  const cpu = meter.createObservableCounter("process.cpu.time", {
    unit: "s",
    description: "Processor time that the process used",
  });
  cpu.addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user / 1e6, { "cpu.mode": "user" });
    result.observe(system / 1e6, { "cpu.mode": "system" });
  });
  const memory = meter.createObservableUpDownCounter("process.memory.usage", {
    unit: "By",
    description: "Physical memory that the process uses",
  });
  memory.addCallback((result) => result.observe(process.memoryUsage.rss()));
  const files = meter.createObservableUpDownCounter("process.unix.file_descriptor.count", {
    unit: "{file_descriptor}",
    description: "Open files and sockets of the process",
  });
  files.addCallback(async (result) => {
    const open = await readdir("/proc/self/fd").catch(() => null);
    // Only Linux has them there.
    if (open) result.observe(open.length);
  });
}
