"use client";

import { Button, Drawer, Skeleton } from "@mantine/core";
import type { LoadDryRun } from "@plimsoll/core";
import { EmptyState } from "../../../components/states.tsx";
import { FormError } from "../../../components/form-error.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { plural } from "../../../lib/format.ts";
import { describeError } from "../../../lib/trpc.tsx";
import { isGood } from "../model/exchange.ts";
import styles from "./dry-run.module.css";
import { ExchangeView } from "./exchange-view.tsx";

interface DryRunDrawerProps {
  opened: boolean;
  pending: boolean;
  result: LoadDryRun | undefined;
  error: unknown;
  onAgain: () => void;
  onClose: () => void;
}

/** The first requests of the script, really sent, one after the other: what went out and what came back. */
export function DryRunDrawer({ opened, pending, result, error, onAgain, onClose }: DryRunDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="Dry run"
      position="right"
      size={720}
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ header: styles.header ?? "", title: styles.title ?? "" }}
    >
      <div className={styles.content} aria-busy={pending}>
        <div className={styles.bar} aria-live="polite">
          {pending ? <span className="muted">Sending up to 5 requests …</span> : result && <Verdict result={result} />}
          <Button variant="default" size="compact-sm" ml="auto" loading={pending} onClick={onAgain}>
            Again
          </Button>
        </div>
        {pending && <Skeleton height={120} />}
        {!pending && error !== null && <DryRunError error={error} />}
        {!pending && result && result.exchanges.length === 0 && <EmptyState title="The script sent nothing" />}
        {!pending &&
          result?.exchanges.map((exchange, index) => (
            // Exchanges have no identity but their order.
            <ExchangeView key={index} exchange={exchange} index={index} />
          ))}
      </div>
    </Drawer>
  );
}

function Verdict({ result: { exchanges } }: { result: LoadDryRun }) {
  const bad = exchanges.filter((exchange) => !isGood(exchange)).length;
  if (exchanges.length === 0) return null;
  if (bad === 0) return <StatusBadge tone="ok">{`${plural(exchanges.length, "request")} went well`}</StatusBadge>;
  return <StatusBadge tone="error">{`${bad} of ${plural(exchanges.length, "request")} failed`}</StatusBadge>;
}

function DryRunError({ error }: { error: unknown }) {
  const { status, message } = describeError(error);
  return (
    <>
      <FormError message={message} />
      {status === 403 && (
        <p>
          <ConsoleLink href="/settings/targets">Open Settings, Targets</ConsoleLink>: an admin proves or approves hosts
          there.
        </p>
      )}
    </>
  );
}
