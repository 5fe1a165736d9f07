"use client";

import { UnstyledButton } from "@mantine/core";
import type { LoadDryRunExchange } from "@plimsoll/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { CodeBlock } from "../../../components/code-block.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Bytes, Duration } from "../../../components/values.tsx";
import { headerLines, isGood, prettyBody } from "../model/exchange.ts";
import styles from "./dry-run.module.css";

interface ExchangeViewProps {
  exchange: LoadDryRunExchange;
  index: number;
}

/** One request and its answer. What went wrong is open from the start. */
export function ExchangeView({ exchange, index }: ExchangeViewProps) {
  const good = isGood(exchange);
  const [opened, setOpened] = useState(!good || index === 0);
  const { request, response, error, latencyMs } = exchange;
  return (
    <section className={styles.exchange} aria-label={`Request ${index + 1}: ${request.method} ${request.url}`}>
      <UnstyledButton className={styles.head} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <IconChevronRight size={16} className={styles.chevron} aria-hidden="true" />
        <StatusBadge tone={good ? "ok" : "error"}>{response ? response.status : (error?.kind ?? "failed")}</StatusBadge>
        <span className={styles.line}>
          <strong>{request.method}</strong> <span className="mono">{request.url}</span>
        </span>
        <Duration ms={latencyMs} />
      </UnstyledButton>
      {opened && <ExchangeBody exchange={exchange} />}
    </section>
  );
}

function ExchangeBody({ exchange }: { exchange: LoadDryRunExchange }) {
  const { scenario, step, request, response, error, checks, extracted } = exchange;
  return (
    <div className={styles.body}>
      <p className="muted">
        {scenario} › {step}
      </p>
      {error && <StatusBadge tone="error" plain>{`${error.kind}: ${error.message}`}</StatusBadge>}
      {checks.length > 0 && (
        <ul className={styles.checks} aria-label="Checks">
          {checks.map((check) => (
            <li key={check.name}>
              <StatusBadge tone={check.ok ? "ok" : "error"} plain>
                {check.name}
              </StatusBadge>{" "}
              <span className="muted">{check.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {extracted.length > 0 && (
        <dl className={styles.values} aria-label="Values taken out">
          {extracted.map(({ name, value }) => (
            <div key={name}>
              <dt className="mono">{name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {response && (
        <Part title="Answer" note={<AnswerNote response={response} />}>
          {response.body !== "" && <CodeBlock label="body of the answer" text={prettyBody(response.body)} />}
          <Headers of="answer" headers={response.headers} />
        </Part>
      )}
      <Part title="Request">
        {request.body && <CodeBlock label="body of the request" text={prettyBody(request.body)} />}
        <Headers of="request" headers={request.headers} />
      </Part>
    </div>
  );
}

function AnswerNote({ response }: { response: NonNullable<LoadDryRunExchange["response"]> }) {
  return (
    <>
      status {response.status}, <Bytes bytes={response.bodyBytes} />
      {response.cut && ", shown in part"}
    </>
  );
}

function Part({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.part}>
      <h3>
        {title} {note && <span className="muted">{note}</span>}
      </h3>
      {children}
    </div>
  );
}

function Headers({ of, headers }: { of: string; headers: LoadDryRunExchange["request"]["headers"] }) {
  if (headers.length === 0) return <p className="muted">no headers</p>;
  return (
    <details className={styles.headers}>
      <summary>{headers.length} headers</summary>
      <CodeBlock label={`headers of the ${of}`} text={headerLines(headers)} />
    </details>
  );
}
