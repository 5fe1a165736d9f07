"use client";

import { ActionIcon, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { formatSql } from "../model/format-sql.ts";
import classes from "./drawer.module.css";

/** The statement a database span ran, with line breaks; the copy is as it was sent. */
export function SqlBlock({ sql }: { sql: string }) {
  return (
    <section className={classes.section}>
      <h3 className={classes.plainTitle}>
        Statement
        <CopyButton value={sql}>
          {({ copied, copy }) => (
            <ActionIcon size={24} onClick={copy} aria-label="Copy the statement">
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          )}
        </CopyButton>
      </h3>
      <div className={classes.code}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0} aria-label="Statement">
          {formatSql(sql)}
        </pre>
      </div>
    </section>
  );
}
