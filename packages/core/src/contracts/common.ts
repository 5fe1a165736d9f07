import { z } from "zod";

/** An instant on the wire: ISO 8601 with an offset or Z. */
export const instantSchema = z.iso.datetime({ offset: true });
/** Id of a record, whatever of. */
export const idSchema = z.string().min(1).max(128);
export const traceIdSchema = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, "a trace id is 32 hexadecimal digits")
  .transform((id) => id.toLowerCase());

/** The two ends of a time range, `from` inclusive, `to` exclusive; spread into an object and refine with `isForwardRange`. */
export const timeRangeShape = { from: instantSchema, to: instantSchema };
export const isForwardRange: [(range: { from: string; to: string }) => boolean, { message: string; path: string[] }] = [
  (range) => Date.parse(range.from) < Date.parse(range.to),
  { message: "`from` must be before `to`", path: ["from"] },
];

export const limitSchema = z.number().int().min(1).max(500);
