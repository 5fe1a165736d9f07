"use client";

import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import type { AttributeSet } from "@plimsoll/core";
import { IconCheck, IconChevronDown, IconChevronRight, IconCopy, IconZoomCode } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { type AttributeRow, filterGroups, findTerm, groupAttributes } from "../model/attribute-groups.ts";
import classes from "./drawer.module.css";

interface AttributeSectionProps {
  title: string;
  set: AttributeSet;
  filter: string;
  /** Where a search for a value would look; scopes cannot be searched. */
  findable: "span" | "resource" | "none";
  collapsed?: boolean;
  /** Said when there is nothing; without it the section is left out. */
  empty?: string;
}

const LONG = 240;

/** Attributes by group. A filter opens what is folded, so that it never hides a match. */
export function AttributeSection({ title, set, filter, findable, collapsed = false, empty }: AttributeSectionProps) {
  const [open, setOpen] = useState(!collapsed);
  const groups = useMemo(() => groupAttributes(set), [set]);
  const shown = useMemo(() => filterGroups(groups, filter), [groups, filter]);
  const total = Object.keys(set.attributes).length;
  if (total === 0) return empty ? <p className={classes.none}>{empty}</p> : null;
  const filtering = filter.trim() !== "";
  const opened = open || (filtering && shown.length > 0);
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.section}>
      <h3>
        <button type="button" className={classes.fold} aria-expanded={opened} onClick={() => setOpen(!opened)}>
          <Chevron size={14} aria-hidden="true" /> {title} <span className="muted">{total}</span>
        </button>
      </h3>
      {opened && shown.length === 0 && (
        <p className={classes.none}>
          None of the {total} holds “{filter.trim()}”.
        </p>
      )}
      {opened &&
        shown.map((group) => (
          <div key={group.title} className={classes.group}>
            {groups.length > 1 && <h4>{group.title}</h4>}
            <dl className={classes.rows}>
              {group.rows.map((row) => (
                <AttributeLine key={row.key} row={row} findable={findable} />
              ))}
            </dl>
          </div>
        ))}
    </section>
  );
}

function AttributeLine({ row, findable }: { row: AttributeRow; findable: AttributeSectionProps["findable"] }) {
  const [full, setFull] = useState(false);
  const long = row.text.length > LONG;
  const kind =
    row.type ||
    (typeof row.value === "string"
      ? ""
      : row.value === null
        ? "empty"
        : typeof row.value === "object"
          ? ""
          : typeof row.value);
  return (
    <div className={classes.line}>
      <dt title={row.key}>{row.key}</dt>
      <dd>
        <span className={classes.value}>
          {row.text === "" ? (
            <span className="muted">empty text</span>
          ) : long && !full ? (
            `${row.text.slice(0, LONG)}…`
          ) : (
            row.text
          )}
          {kind && <span className={classes.type}>{kind}</span>}
        </span>
        {long && (
          <button type="button" className={classes.link} onClick={() => setFull(!full)}>
            {full ? "Less" : `All ${row.text.length.toLocaleString("en-US")} characters`}
          </button>
        )}
        <span className={classes.lineActions}>
          <CopyButton value={row.text}>
            {({ copied, copy }) => (
              <ActionIcon size={24} onClick={copy} aria-label={`Copy ${row.key}`}>
                {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              </ActionIcon>
            )}
          </CopyButton>
          {findable !== "none" && (
            <Tooltip label={`Find traces where ${findTerm(row, findable === "resource").slice(0, 80)}`}>
              <ActionIcon
                size={24}
                component={ConsoleLink}
                href={`/traces?q=${encodeURIComponent(findTerm(row, findable === "resource"))}`}
                aria-label={`Find traces where ${row.key} is the same`}
              >
                <IconZoomCode size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </dd>
    </div>
  );
}
