import type { MetricAggregation } from "@plimsoll/core";
import type { Question } from "../metrics/model/question.ts";

export type ResourceView = "processes" | "hosts";

/** A metric that says what a chart wants to know, under one of the names that conventions have had. */
interface Candidate {
  metric: string;
  aggregation: MetricAggregation;
}

interface ResourceChart {
  title: string;
  /** The first that is sent is shown. */
  candidates: readonly Candidate[];
}

const avg = (metric: string): Candidate => ({ metric, aggregation: "avg" });
const rate = (metric: string): Candidate => ({ metric, aggregation: "rate" });
const greatest = (metric: string): Candidate => ({ metric, aggregation: "max" });

/** By the semantic conventions of OpenTelemetry for processes, Node.js, V8, the JVM, Go and hosts, older names last. */
const CHARTS: Record<ResourceView, readonly ResourceChart[]> = {
  processes: [
    {
      title: "CPU",
      candidates: [
        avg("process.cpu.utilization"),
        rate("process.cpu.time"),
        avg("jvm.cpu.recent_utilization"),
        rate("process_cpu_seconds_total"),
      ],
    },
    {
      title: "Memory",
      candidates: [
        greatest("process.memory.usage"),
        greatest("jvm.memory.used"),
        greatest("go.memory.used"),
        greatest("process_resident_memory_bytes"),
      ],
    },
    {
      title: "Heap",
      candidates: [greatest("v8js.memory.heap.used"), greatest("nodejs_heap_size_used_bytes")],
    },
    {
      title: "Event-loop delay, p99",
      candidates: [greatest("nodejs.eventloop.delay.p99"), greatest("nodejs_eventloop_lag_p99_seconds")],
    },
    { title: "Event-loop utilization", candidates: [avg("nodejs.eventloop.utilization")] },
    {
      title: "Garbage collection, p95",
      candidates: [
        { metric: "v8js.gc.duration", aggregation: "p95" },
        { metric: "jvm.gc.duration", aggregation: "p95" },
        { metric: "nodejs_gc_duration_seconds", aggregation: "p95" },
      ],
    },
    {
      title: "Garbage collections",
      candidates: [rate("v8js.gc.duration"), rate("jvm.gc.duration"), rate("nodejs_gc_duration_seconds")],
    },
    {
      title: "Open files and sockets",
      candidates: [
        greatest("process.unix.file_descriptor.count"),
        greatest("process.open_file_descriptor.count"),
        greatest("process_open_fds"),
      ],
    },
    {
      title: "Threads",
      candidates: [greatest("process.thread.count"), greatest("jvm.thread.count"), greatest("go.goroutine.count")],
    },
    { title: "Network", candidates: [rate("process.network.io")] },
    { title: "Disk", candidates: [rate("process.disk.io")] },
  ],
  hosts: [
    {
      title: "CPU",
      candidates: [avg("system.cpu.utilization"), rate("system.cpu.time"), rate("node_cpu_seconds_total")],
    },
    {
      title: "Load, 1 minute",
      candidates: [
        greatest("system.cpu.load_average.1m"),
        greatest("system.linux.cpu.load_1m"),
        greatest("node_load1"),
      ],
    },
    {
      title: "Memory",
      candidates: [
        greatest("system.memory.utilization"),
        greatest("system.memory.usage"),
        greatest("node_memory_Active_bytes"),
      ],
    },
    { title: "Network", candidates: [rate("system.network.io"), rate("node_network_receive_bytes_total")] },
    { title: "Network errors", candidates: [rate("system.network.errors")] },
    { title: "Disk", candidates: [rate("system.disk.io"), rate("node_disk_read_bytes_total")] },
    {
      title: "File systems",
      candidates: [greatest("system.filesystem.utilization"), greatest("system.filesystem.usage")],
    },
  ],
};

const GROUP_BY: Record<ResourceView, string[]> = {
  processes: ["service", "resource.service.instance.id"],
  hosts: ["resource.host.name"],
};
/** What the charts of states and directions are split by beside the host. */
const SPLIT: Record<string, string> = {
  "system.network.io": "network.io.direction",
  "system.disk.io": "disk.io.direction",
  "system.memory.utilization": "system.memory.state",
  "system.memory.usage": "system.memory.state",
  "system.filesystem.utilization": "system.filesystem.mountpoint",
  "process.network.io": "network.io.direction",
  "process.disk.io": "disk.io.direction",
};
/** Where a metric counts idle time, too, that is left out. */
const CPU_MODES: Record<string, string> = {
  "system.cpu.utilization": "cpu.mode",
  "system.cpu.time": "cpu.mode",
  node_cpu_seconds_total: "mode",
};

export interface ResourceQuestion {
  title: string;
  question: Question;
}

/** The charts of a view for which there is anything among the metrics that are sent. */
export function resourceQuestions(
  view: ResourceView,
  sent: ReadonlySet<string>,
  service: string | null,
): ResourceQuestion[] {
  return CHARTS[view].flatMap(({ title, candidates }) => {
    const found = candidates.find(({ metric }) => sent.has(metric));
    if (!found) return [];
    const { metric, aggregation } = found;
    const split = SPLIT[metric];
    const mode = CPU_MODES[metric];
    return [
      {
        title,
        question: {
          metric,
          aggregation,
          groupBy: [...GROUP_BY[view], ...(split === undefined ? [] : [split])],
          where: [
            ...(mode === undefined ? [] : [{ label: mode, op: "!=" as const, values: ["idle"] }]),
            ...(service === null ? [] : [{ label: "service", op: "=" as const, values: [service] }]),
          ],
        },
      },
    ];
  });
}
