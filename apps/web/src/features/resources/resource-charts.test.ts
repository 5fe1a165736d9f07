import { expect, it } from "vitest";
import { resourceQuestions } from "./resource-charts.ts";

it("a chart shows the first of its metrics that is sent, and is left out when none is", () => {
  const sent = new Set(["process_cpu_seconds_total", "process.cpu.time", "v8js.gc.duration"]);
  const found = resourceQuestions("processes", sent, null);
  expect(found.map(({ title, question }) => [title, question.metric, question.aggregation])).toEqual([
    ["CPU", "process.cpu.time", "rate"],
    ["Garbage collection, p95", "v8js.gc.duration", "p95"],
    ["Garbage collections", "v8js.gc.duration", "rate"],
  ]);
  expect(found[0]?.question.groupBy).toEqual(["service", "resource.service.instance.id"]);
  expect(resourceQuestions("hosts", sent, null)).toEqual([]);
});

it("idle time of a processor is no use of it, and a service may be chosen", () => {
  const [cpu] = resourceQuestions("hosts", new Set(["system.cpu.utilization"]), "shop");
  expect(cpu?.question.where).toEqual([
    { label: "cpu.mode", op: "!=", values: ["idle"] },
    { label: "service", op: "=", values: ["shop"] },
  ]);
});
