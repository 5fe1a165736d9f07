"use client";

import { Tabs } from "@mantine/core";
import { useState } from "react";
import type { BodyDraft, RequestDraft } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import { BodyFields } from "./body-fields.tsx";
import { CheckFields } from "./check-fields.tsx";
import styles from "./editor.module.css";
import { ExtractFields } from "./extract-fields.tsx";
import { NumberField, TextField } from "./fields.tsx";
import { RowsEditor } from "./rows-editor.tsx";

interface RequestDetailsProps {
  step: RequestDraft;
  at: Path;
  /** The part in which something is wrong: it is shown first. */
  wrong: string | null;
  onChange: (patch: Partial<RequestDraft>) => void;
}

const countOf = (count: number) => (count > 0 ? ` ${count}` : "");

/** Everything of a request but its method and URL. */
export function RequestDetails({ step, at, wrong, onChange }: RequestDetailsProps) {
  const [tab, setTab] = useState<string | null>(wrong === "name" || wrong === "timeoutMs" ? "more" : wrong);
  const { headers, body, extract, checks } = step;
  const first = headers.length > 0 ? "headers" : body.type === "none" ? "checks" : "body";
  return (
    <Tabs className={styles.details ?? ""} value={tab ?? first} onChange={setTab} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="headers">Headers{countOf(headers.length)}</Tabs.Tab>
        <Tabs.Tab value="body">Body{body.type === "none" ? "" : ` ${body.type}`}</Tabs.Tab>
        <Tabs.Tab value="extract">Take out{countOf(extract.length)}</Tabs.Tab>
        <Tabs.Tab value="checks">Checks{countOf(checks.length)}</Tabs.Tab>
        <Tabs.Tab value="more">Name and timeout</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="headers">
        <RowsEditor
          what="header"
          at={[...at, "headers"]}
          rows={headers}
          onChange={(rows) => onChange({ headers: rows })}
          namePlaceholder="authorization"
          valuePlaceholder="Bearer {{token}}"
        />
      </Tabs.Panel>
      <Tabs.Panel value="body">
        <BodyFields
          body={body}
          at={at}
          onChange={(patch: Partial<BodyDraft>) => onChange({ body: { ...body, ...patch } })}
        />
      </Tabs.Panel>
      <Tabs.Panel value="extract">
        <ExtractFields items={extract} at={[...at, "extract"]} onChange={(items) => onChange({ extract: items })} />
      </Tabs.Panel>
      <Tabs.Panel value="checks">
        <CheckFields items={checks} at={[...at, "checks"]} onChange={(items) => onChange({ checks: items })} />
      </Tabs.Panel>
      <Tabs.Panel value="more">
        <NameAndTimeout step={step} at={at} onChange={onChange} />
      </Tabs.Panel>
    </Tabs>
  );
}

function NameAndTimeout({ step, at, onChange }: Pick<RequestDetailsProps, "step" | "at" | "onChange">) {
  return (
    <div className={styles.pair}>
      <TextField
        label="Name"
        description="requests of one name count together"
        placeholder={`${step.method} ${step.url}`}
        maxLength={120}
        at={[...at, "name"]}
        value={step.name}
        onChange={(name) => onChange({ name })}
      />
      <NumberField
        label="Timeout"
        description="empty: the script's own"
        suffix=" ms"
        min={1}
        allowDecimal={false}
        at={[...at, "timeoutMs"]}
        value={step.timeoutMs}
        onChange={(timeoutMs) => onChange({ timeoutMs })}
      />
    </div>
  );
}
