import { expect, it } from "vitest";
import { metricFormat } from "./metric-units.ts";

it("values are written as their unit asks for", () => {
  const shown = (unit: string, value: number | null, metric?: string) => metricFormat(unit, metric)(value);
  expect(shown("s", 0.087)).toBe("87 ms");
  expect(shown("ms", 1_240)).toBe("1.24 s");
  expect(shown("By", 1_572_864)).toBe("1.5 MiB");
  expect(shown("By/s", 2_048)).toBe("2 KiB/s");
  expect(shown("s/s", 0.42)).toBe("42 %");
  expect(shown("1", 0.42, "system.cpu.utilization")).toBe("42 %");
  expect(shown("1", 0.42, "queue.depth")).toBe("0.42");
  expect(shown("{request}", 12_400)).toBe("12.4k");
  expect(shown("{request}/s", 12_400)).toBe("12.4k/s");
  expect(shown("%", 12)).toBe("12 %");
  expect(shown("Cel", 21.5)).toBe("21.5 Cel");
  for (const unit of ["s", "By/s", "1", "Cel", "%/s", "", "{x}"]) expect(shown(unit, null)).toBe("—");
});
