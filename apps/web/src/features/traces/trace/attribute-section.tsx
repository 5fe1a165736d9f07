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

type Findable = AttributeSectionProps["findable"];

function AttributeLine({ row, findable }: { row: AttributeRow; findable: Findable }) {
  return (
    <div className={classes.line}>
      <dt title={row.key}>{row.key}</dt>
      <dd>
        <AttributeText row={row} />
        <span className={classes.lineActions}>
          <CopyButton value={row.text}>
            {({ copied, copy }) => (
              <ActionIcon size={24} onClick={copy} aria-label={`Copy ${row.key}`}>
                {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              </ActionIcon>
            )}
          </CopyButton>
          {findable !== "none" && <FindSame row={row} term={findTerm(row, findable === "resource")} />}
        </span>
      </dd>
    </div>
  );
}

/** A value with its type; a long one is cut until the reader asks for all of it. */
function AttributeText({ row }: { row: AttributeRow }) {
  const [full, setFull] = useState(false);
  const long = row.text.length > LONG;
  const kind = kindOf(row);
  return (
    <>
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
    </>
  );
}

/** What a value is where its text does not show it; "" for text, lists and maps. */
function kindOf({ type, value }: AttributeRow): string {
  if (type) return type;
  if (value === null) return "empty";
  return typeof value === "string" || typeof value === "object" ? "" : typeof value;
}

function FindSame({ row, term }: { row: AttributeRow; term: string }) {
  return (
    <Tooltip label={`Find traces where ${term.slice(0, 80)}`}>
      <ActionIcon
        size={24}
        component={ConsoleLink}
        href={`/traces?q=${encodeURIComponent(term)}`}
        aria-label={`Find traces where ${row.key} is the same`}
      >
        <IconZoomCode size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
