/** A line without axes for a table cell or a figure; a gap in the values is a gap in the line. */
export function Sparkline({
  values,
  label,
  color = "var(--accent)",
  width = 96,
  height = 20,
}: {
  values: readonly (number | null)[];
  label: string;
  color?: string;
  width?: number | string;
  height?: number;
}) {
  const known = values.filter((value): value is number => value !== null);
  const max = Math.max(...known, 0);
  const viewWidth = Math.max(values.length - 1, 1);
  const y = (value: number) => (max === 0 ? height - 1 : height - 1 - (value / max) * (height - 2));
  const line = linePath(values, y);
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${viewWidth} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      style={{ display: "block", overflow: "visible" }}
    >
      {line && <path d={areaPath(values, y, height)} fill={color} opacity="0.14" />}
      <path
        d={line}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

function linePath(values: readonly (number | null)[], y: (value: number) => number): string {
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    const starts = index === 0 || values[index - 1] === null;
    const height = y(value).toFixed(2);
    // A point between two gaps would have no length: a dash keeps it visible.
    if (starts && (values[index + 1] ?? null) === null) path += `M${index - 0.7} ${height}H${index + 0.7}`;
    else path += `${starts ? "M" : "L"}${index} ${height}`;
  });
  return path;
}

/** The area under each unbroken stretch of the line. */
function areaPath(values: readonly (number | null)[], y: (value: number) => number, height: number): string {
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    if ((values[index - 1] ?? null) === null) path += `M${index} ${height}`;
    path += `L${index} ${y(value).toFixed(2)}`;
    if ((values[index + 1] ?? null) === null) path += `L${index} ${height}Z`;
  });
  return path;
}
