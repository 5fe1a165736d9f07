"use client";

import { NativeSelect, Switch } from "@mantine/core";
import type { HttpDraft, ScriptDraft } from "../model/draft.ts";
import styles from "./editor.module.css";
import { NumberField, TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { FoldedSection } from "./section.tsx";

interface HttpSectionProps {
  script: Pick<ScriptDraft, "http" | "load" | "tracingShare" | "baseline">;
  onChange: (patch: Partial<ScriptDraft>) => void;
}

const IN_FLIGHT = ["load", "maxInFlight"];

/** How requests are sent, for those who want other than the usual. */
export function HttpSection({ script, onChange }: HttpSectionProps) {
  const issues = useIssues();
  const { http, tracingShare } = script;
  const change = (patch: Partial<HttpDraft>) => onChange({ http: { ...http, ...patch } });
  const note = [
    `HTTP/${http.version}`,
    http.keepAlive ? "connections reused" : "a connection each",
    tracingShare !== "" && `${tracingShare} % traced`,
  ].filter(Boolean);
  return (
    <FoldedSection
      title="Sending, tracing and baseline"
      note={note.join(", ")}
      wrong={[["http"], ["tracing"], ["baseline"]].some((part) => issues.below(part)) || issues.at(IN_FLIGHT) !== null}
    >
      <HttpFields http={http} onChange={change} />
      <HttpSwitches http={http} onChange={change} />
      <TracingFields script={script} onChange={onChange} />
    </FoldedSection>
  );
}

function HttpFields({ http, onChange }: { http: HttpDraft; onChange: (patch: Partial<HttpDraft>) => void }) {
  return (
    <div className={styles.third}>
      <NativeSelect
        label="Version"
        data={[
          { value: "1.1", label: "HTTP/1.1" },
          { value: "2", label: "HTTP/2" },
        ]}
        value={http.version}
        onChange={(event) => onChange({ version: event.currentTarget.value === "2" ? "2" : "1.1" })}
      />
      <NumberField
        at={["http", "timeoutMs"]}
        label="Timeout"
        suffix=" ms"
        allowDecimal={false}
        value={http.timeoutMs}
        onChange={(timeoutMs) => onChange({ timeoutMs })}
      />
      <NumberField
        at={["http", "maxRedirects"]}
        label="Redirects followed"
        allowDecimal={false}
        value={http.maxRedirects}
        onChange={(maxRedirects) => onChange({ maxRedirects })}
      />
      <NumberField
        at={["http", "maxBodyBytes"]}
        label="Largest answer"
        suffix=" bytes"
        allowDecimal={false}
        value={http.maxBodyBytes}
        onChange={(maxBodyBytes) => onChange({ maxBodyBytes })}
      />
      <NativeSelect
        label="Host names are looked up"
        data={[
          { value: "once", label: "once, at the start" },
          { value: "connection", label: "for each new connection" },
        ]}
        value={http.dns}
        onChange={(event) => onChange({ dns: event.currentTarget.value === "connection" ? "connection" : "once" })}
      />
    </div>
  );
}

function HttpSwitches({ http, onChange }: { http: HttpDraft; onChange: (patch: Partial<HttpDraft>) => void }) {
  return (
    <div className={styles.switches}>
      <Switch
        size="xs"
        label="Reuse connections"
        checked={http.keepAlive}
        onChange={(event) => onChange({ keepAlive: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label="Verify TLS certificates"
        checked={http.verifyTls}
        onChange={(event) => onChange({ verifyTls: event.currentTarget.checked })}
      />
    </div>
  );
}

/** What is traced, what it is compared with, and how much may be under way. */
function TracingFields({ script: { load, tracingShare, baseline }, onChange }: HttpSectionProps) {
  return (
    <div className={styles.third}>
      <NumberField
        at={["tracing", "share"]}
        label="Traced requests, %"
        description="whose server traces can be opened"
        min={0}
        value={tracingShare}
        onChange={(share) => onChange({ tracingShare: share })}
      />
      <TextField
        at={["baseline", "durationMs"]}
        label="Baseline"
        description="quiet time before, to compare traces with"
        value={baseline.duration}
        onChange={(duration) => onChange({ baseline: { ...baseline, duration } })}
      />
      <NumberField
        at={["baseline", "rate"]}
        label="Baseline rate"
        description="iterations a second"
        min={0}
        value={baseline.rate}
        onChange={(rate) => onChange({ baseline: { ...baseline, rate } })}
      />
      {load.mode !== "closed" && (
        <NumberField
          at={IN_FLIGHT}
          label="At once, at most"
          description="iterations; what is due beyond is dropped"
          allowDecimal={false}
          value={load.maxInFlight}
          onChange={(maxInFlight) => onChange({ load: { ...load, maxInFlight } })}
        />
      )}
    </div>
  );
}
