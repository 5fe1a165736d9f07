"use client";

import type { Column } from "./data-table.tsx";
import { ErrorRatio } from "./error-ratio.tsx";
import { Count, Duration } from "./values.tsx";

type Extra = Pick<Column<never>, "hide" | "optional">;
/** A column of any row that has such a figure under that name. */
type MeasureColumn<Key extends string> = Column<Record<Key, number | null>>;

/** A duration in milliseconds. */
export function durationColumn<Key extends string>(key: Key, header: string, extra: Extra = {}): MeasureColumn<Key> {
  return {
    key,
    header,
    align: "right",
    render: (row) => <Duration ms={row[key]} />,
    sortValue: (row) => row[key],
    ...extra,
  };
}

/** A count. */
export function countColumn<Key extends string>(key: Key, header: string, extra: Extra = {}): MeasureColumn<Key> {
  return {
    key,
    header,
    align: "right",
    render: (row) => <Count value={row[key]} />,
    sortValue: (row) => row[key],
    ...extra,
  };
}

/** A share of errors, 0 to 1. */
export function errorRatioColumn<Key extends string>(key: Key, header: string, extra: Extra = {}): MeasureColumn<Key> {
  return {
    key,
    header,
    align: "right",
    render: (row) => <ErrorRatio ratio={row[key]} />,
    sortValue: (row) => row[key],
    ...extra,
  };
}
