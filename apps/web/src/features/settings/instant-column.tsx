"use client";

import type { Column } from "../../components/data-table.tsx";
import { RelativeTime } from "../../components/values.tsx";

/** A column of any row that has such an instant under that name. */
type InstantColumn<Key extends string> = Column<Record<Key, string | null>>;

/** When something was or will be; "never" where there is no instant. */
export function instantColumn<Key extends string>(
  key: Key,
  header: string,
  hide?: "narrow" | "medium",
): InstantColumn<Key> {
  return {
    key,
    header,
    render: (row) => <Instant at={row[key]} />,
    sortValue: (row) => (row[key] ? Date.parse(row[key]) : null),
    ...(hide && { hide }),
  };
}

function Instant({ at }: { at: string | null }) {
  return at ? <RelativeTime at={at} /> : <span className="muted">never</span>;
}
