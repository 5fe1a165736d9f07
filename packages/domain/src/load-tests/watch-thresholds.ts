import { type LoadThreshold, type LoadThresholdState, parseLoadThreshold } from "@plimsoll/core";
import { judgeThreshold } from "@plimsoll/load-engine";
import { loadWindow } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { addSteps } from "../load-results/to-interval-rows.ts";
