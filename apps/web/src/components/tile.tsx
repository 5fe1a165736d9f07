"use client";

import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { Component, type ReactNode, useId } from "react";
import { formatAbsolute, formatClock } from "../lib/format.ts";
import { describeError } from "../lib/trpc.tsx";
import { ChartSkeleton, ErrorState } from "./states.tsx";
import styles from "./tile.module.css";

/** The part of a query that a tile looks at; what `useQuery` returns fits. */
export interface TileQuery<Data> {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

interface DrawGuardProps {
  what: string;
  /** New figures are worth another try. */
  resetKey: unknown;
  children: ReactNode;
}

class DrawGuard extends Component<DrawGuardProps, { error: unknown; resetKey: unknown }> {
  override state = { error: null as unknown, resetKey: this.props.resetKey };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  static getDerivedStateFromProps(props: DrawGuardProps, state: { resetKey: unknown }) {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <ErrorState error={this.state.error} what={this.props.what} onRetry={() => this.setState({ error: null })} />
    );
  }
}

/** Old figures that could not be renewed: when they are from, and another try. */
function StaleNote({ query }: { query: TileQuery<unknown> }) {
  return (
    <Tooltip label={`${describeError(query.error).message} Figures are from ${formatAbsolute(query.dataUpdatedAt)}.`}>
      <UnstyledButton className={styles.stale} onClick={() => query.refetch()}>
        <IconRefresh size={12} aria-hidden="true" /> stale since {formatClock(query.dataUpdatedAt, false)}
      </UnstyledButton>
    </Tooltip>
  );
}

interface TileProps<Data> {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  query: TileQuery<Data>;
  /** Shown while the first answer is on its way. */
  skeleton?: ReactNode;
  /** True when the content brings its own edge to edge layout, such as a table. */
  flush?: boolean;
  children: (data: Data) => ReactNode;
}

/** A titled area that loads, fails and goes stale on its own; its failure never takes the page. */
export function Tile<Data>({ title, note, actions, query, skeleton, flush, children }: TileProps<Data>) {
  const id = useId();
  const stale = query.data !== undefined && Boolean(query.error);
  return (
    <section className={styles.tile} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {note && <span className={styles.note}>{note}</span>}
        <span className={styles.actions}>
          {stale && <StaleNote query={query} />}
          {actions}
        </span>
      </header>
      <div className={flush ? styles.flush : styles.body}>
        <QueryContent query={query} what={title} skeleton={skeleton}>
          {children}
        </QueryContent>
      </div>
    </section>
  );
}

/** Skeleton, error or content of a query, without a tile around it. */
export function QueryContent<Data>({
  query,
  what,
  skeleton,
  children,
}: {
  query: TileQuery<Data>;
  what: string;
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <DrawGuard what={what} resetKey={query.dataUpdatedAt}>
        <Content data={query.data}>{children}</Content>
      </DrawGuard>
    );
  }
  if (query.isPending && !query.error) return skeleton ?? <ChartSkeleton />;
  return <ErrorState error={query.error} what={what} onRetry={() => query.refetch()} />;
}

/** Calls `children` while it is drawn itself, so that the guard above catches what it throws. */
function Content<Data>({ data, children }: { data: Data; children: (data: Data) => ReactNode }) {
  return children(data);
}
