import type { CommandCost, HotKeys, LatencyEvent, RedisFindings } from "@plimsoll/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { formatBytes, formatCount, formatDuration, formatPercent, plural } from "../../../lib/format.ts";
import { code, figure, moment, shareOf } from "./columns.tsx";
import { Panel } from "./panel.tsx";
import styles from "./report.module.css";

type Patterns = NonNullable<RedisFindings["patterns"]>;
type Pattern = Patterns["items"][number];
type Slow = RedisFindings["slow"][number];

const LIST_PX = 320;

/** What takes a Redis' memory and time. */
export function RedisPanels({ found: { patterns, hot, commands, slow, events } }: { found: RedisFindings }) {
  return (
    <>
      {patterns && <PatternPanel {...patterns} />}
      <CommandPanel commands={commands} />
      <div className={styles.pair}>
        {hot.map((each) => (
          <HotPanel key={each.by} hot={each} />
        ))}
        <SlowPanel slow={slow} />
        {events.length > 0 && <EventPanel events={events} />}
      </div>
    </>
  );
}

function PatternPanel({ sampled, items }: Patterns) {
  const all = items.reduce((sum, { bytes }) => sum + bytes, 0);
  const columns: Column<Pattern>[] = [
    code(
      "Pattern",
      ({ pattern }) => pattern,
      ({ example }) => `such as ${example}`,
    ),
    figure("Of the memory", ({ bytes }) => shareOf(bytes, all), formatPercent),
    figure("Keys", ({ keys }) => keys, formatCount),
    figure("Mean size", ({ bytes, keys }) => shareOf(bytes, keys), formatBytes, "narrow"),
    figure("Never expire", ({ withoutTtl, keys }) => shareOf(withoutTtl, keys), formatPercent, "narrow"),
    figure("Time left, median", ({ medianTtlMs }) => medianTtlMs, formatDuration, "medium"),
    figure("Unused for, median", ({ medianIdleSeconds }) => milliseconds(medianIdleSeconds), formatDuration, "medium"),
  ];
  return (
    <Panel title="What takes the memory" note={`of ${plural(sampled, "key")} looked at, chosen at random`}>
      <DataTable
        id="patterns"
        label="Keys by pattern"
        columns={columns}
        rows={items}
        rowKey={({ pattern }) => pattern}
        defaultSort="-Of the memory"
        empty={<EmptyState title="It holds no keys" />}
        bare
      />
    </Panel>
  );
}

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);

type HotKey = HotKeys["keys"][number];
const HOT: Record<
  HotKeys["by"],
  { title: string; note: string; header: string; format: (value: number | null) => string }
> = {
  frequency: {
    title: "Hottest keys",
    note: "of those looked at, by its own logarithmic counter",
    header: "Counter",
    format: formatCount,
  },
  cpu: {
    title: "Keys that take most processor time",
    note: "of a HOTKEYS tracking",
    header: "Processor",
    format: (us) => formatDuration(us === null ? null : us / 1_000),
  },
  network: {
    title: "Keys that take most of the network",
    note: "of a HOTKEYS tracking",
    header: "Bytes",
    format: formatBytes,
  },
};

function HotPanel({ hot: { by, total, keys } }: { hot: HotKeys }) {
  const { title, note, header, format } = HOT[by];
  const columns: Column<HotKey>[] = [
    code("Key", ({ key }) => key),
    figure(header, ({ value }) => value, format),
    ...(total === null ? [] : [figure<HotKey>("Of all", ({ value }) => shareOf(value, total), formatPercent)]),
  ];
  return (
    <Panel title={title} note={note}>
      <DataTable
        id={`hot-${by}`}
        label={title}
        columns={columns}
        rows={keys}
        rowKey={({ key }) => key}
        defaultSort={`-${header}`}
        maxHeight={LIST_PX}
        bare
      />
    </Panel>
  );
}

function CommandPanel({ commands }: { commands: readonly CommandCost[] }) {
  const all = commands.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const hasPercentiles = commands.some(({ p99Ms }) => p99Ms !== null);
  const columns: Column<CommandCost>[] = [
    code("Command", ({ command }) => command),
    figure("Of the time", ({ totalMs }) => shareOf(totalMs, all), formatPercent),
    figure("Calls", ({ calls }) => calls, formatCount),
    figure("Failed", ({ failed }) => failed, formatCount, "narrow"),
    figure("Mean", ({ meanMs }) => meanMs, formatDuration),
    ...(hasPercentiles
      ? [
          figure<CommandCost>("p50", ({ p50Ms }) => p50Ms, formatDuration, "narrow"),
          figure<CommandCost>("p99", ({ p99Ms }) => p99Ms, formatDuration),
          figure<CommandCost>("p99.9", ({ p999Ms }) => p999Ms, formatDuration, "narrow"),
        ]
      : []),
  ];
  return (
    <Panel title="Commands" note="since it started, without those of watching">
      <DataTable
        id="commands"
        label="Commands"
        columns={columns}
        rows={commands}
        rowKey={({ command }) => command}
        defaultSort="-Of the time"
        maxHeight={LIST_PX}
        empty={<EmptyState title="Nobody asked it anything" />}
        bare
      />
    </Panel>
  );
}

const slowColumns: Column<Slow>[] = [
  moment("When", ({ at }) => at),
  figure("Took", ({ ms }) => ms, formatDuration),
  code("Command", ({ command }) => command),
];

function SlowPanel({ slow }: { slow: readonly Slow[] }) {
  return (
    <Panel title="Slow commands" note="its slow log; what is stored is left out">
      <DataTable
        id="slow"
        label="Slow commands"
        columns={slowColumns}
        rows={slow}
        rowKey={({ at, ms, command }) => `${at} ${ms} ${command}`}
        defaultSort="-When"
        maxHeight={LIST_PX}
        empty={<EmptyState title="Its slow log is empty" />}
        bare
      />
    </Panel>
  );
}

const eventColumns: Column<LatencyEvent>[] = [
  code("Event", ({ event }) => event),
  moment("Last", ({ at }) => at),
  figure("Took then", ({ latestMs }) => latestMs, formatDuration),
  figure("At most", ({ maxMs }) => maxMs, formatDuration),
];

function EventPanel({ events }: { events: readonly LatencyEvent[] }) {
  return (
    <Panel title="What it waited for" note="its latency monitor">
      <DataTable
        id="events"
        label="What it waited for"
        columns={eventColumns}
        rows={events}
        rowKey={({ event }) => event}
        defaultSort="-At most"
        bare
      />
    </Panel>
  );
}
