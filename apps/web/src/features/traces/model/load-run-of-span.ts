/** The run of a load test whose request led to a span; null for any other. The generator puts it into `tracestate`. */
export function loadRunOfSpan({ traceState }: { traceState: string }): string | null {
  for (const member of traceState.split(",")) {
    const [vendor, value] = member.trim().split("=");
    if (vendor === "plimsoll" && value) return value;
  }
  return null;
}
