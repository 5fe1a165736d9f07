import type { MetricLabels, MetricNames } from "@plimsoll/core";
import * as telemetry from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";

/** The metrics that had points in the range. */
export function listMetricNames(platform: Platform, input: telemetry.MetricNamesInput): Promise<MetricNames> {
  return telemetry.metricNames(platform.telemetry, input);
}

/** Labels of a metric, or the values of one of them. */
export function listMetricLabels(platform: Platform, input: telemetry.MetricLabelsInput): Promise<MetricLabels> {
  return telemetry.metricLabels(platform.telemetry, input);
}
