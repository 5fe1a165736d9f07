"use client";

import { parseTraceQuery, type TraceQueryError, type TracesFacets } from "@plimsoll/core";
import { ActionIcon, Loader } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import classes from "./query-bar.module.css";
import { type Suggestion, useCompletions } from "./use-completions.ts";

interface QueryBarProps {
  /** The query in force. */
  text: string;
  onSubmit: (text: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  from: string;
  to: string;
  facets: TracesFacets | undefined;
}

/** The query as text, with completion. It takes effect on Enter; mistakes are marked where they are. */
export function QueryBar({ text, onSubmit, inputRef, from, to, facets }: QueryBarProps) {
  const [draft, setDraft] = useState(text);
  const [caret, setCaret] = useState(text.length);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [tried, setTried] = useState(text);
  const listId = useId();
  const errorId = useId();
  // A chip, a facet or "back" changed the query in force: the draft follows.
  const [inForce, setInForce] = useState(text);
  if (text !== inForce) {
    setInForce(text);
    setDraft(text);
    setTried(text);
  }

  const parsed = useMemo(() => parseTraceQuery(draft), [draft]);
  const errors = parsed.ok ? [] : parsed.errors;
  // While somebody writes, an unfinished term is not yet a mistake.
  const shown = tried === draft ? errors : errors.filter((error) => error.column - 1 + error.length < caret);
  const { at, suggestions, busy } = useCompletions({ text: draft, caret, open, from, to, facets });
  const listed = open && suggestions.length > 0;

  const submit = (next: string) => {
    setTried(next);
    setOpen(false);
    if (parseTraceQuery(next).ok) onSubmit(next);
  };
  const accept = (suggestion: Suggestion) => {
    const next = draft.slice(0, at.start) + suggestion.insert + draft.slice(at.end).replace(/^ /, "");
    const position = at.start + suggestion.insert.length;
    setDraft(next);
    setCaret(position);
    setActive(-1);
    requestAnimationFrame(() => {
      inputRef.current?.focus();
      inputRef.current?.setSelectionRange(position, position);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = suggestions[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (suggestions.length > 0)
        setActive((now) => (now + step + suggestions.length + (now < 0 && step < 0 ? 1 : 0)) % suggestions.length);
    } else if (event.key === "Enter") {
      if (listed && chosen) accept(chosen);
      else submit(draft);
    } else if (event.key === "Tab" && listed && (chosen ?? (at.prefix !== "" && suggestions[0]))) {
      accept(chosen ?? (suggestions[0] as Suggestion));
    } else if (event.key === "Escape") {
      if (listed) setOpen(false);
      else inputRef.current?.blur();
    } else return;
    event.preventDefault();
  };

  return (
    <div className={classes.bar}>
      <div className={classes.field} data-invalid={shown.length > 0 || undefined}>
        <IconSearch size={16} className={classes.icon} aria-hidden="true" />
        <div className={classes.input}>
          <ErrorMarks text={draft} errors={shown} input={inputRef} />
          <input
            ref={inputRef}
            role="combobox"
            aria-label="Search traces"
            aria-autocomplete="list"
            aria-expanded={listed}
            aria-controls={listId}
            aria-activedescendant={listed && active >= 0 ? `${listId}-${active}` : undefined}
            aria-invalid={shown.length > 0}
            aria-describedby={shown.length > 0 ? errorId : undefined}
            placeholder="service:checkout status:error duration>250ms"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={draft}
            onChange={(event) => {
              setDraft(event.currentTarget.value);
              setCaret(event.currentTarget.selectionStart ?? 0);
              setOpen(true);
              setActive(-1);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
          />
        </div>
        {busy && <Loader size={14} aria-hidden="true" />}
        {draft !== "" && (
          <ActionIcon size={24} aria-label="Clear the query" onClick={() => submit("")}>
            <IconX size={14} />
          </ActionIcon>
        )}
      </div>
      <ul id={listId} role="listbox" aria-label="Completions" className={classes.list} hidden={!listed}>
        {listed &&
          suggestions.map((suggestion, index) => (
            // biome-ignore lint: the combobox has the keyboard.
            <li
              key={`${suggestion.label}${suggestion.insert}`}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              className={classes.option}
              // Before the input loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                accept(suggestion);
              }}
            >
              <span className="truncate">{suggestion.label}</span>
              <span className={classes.note}>{suggestion.note}</span>
            </li>
          ))}
      </ul>
      {shown.length > 0 && (
        <div id={errorId} role="alert">
          <ul className={classes.errors}>
            {shown.map((error) => (
              <li key={`${error.column}${error.message}`}>
                <span className={classes.column}>Column {error.column}</span> {error.message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The same text behind the input, invisible but for a wavy line under what is wrong. */
function ErrorMarks({
  text,
  errors,
  input,
}: {
  text: string;
  errors: TraceQueryError[];
  input: RefObject<HTMLInputElement | null>;
}) {
  const marks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = input.current;
    if (!element) return;
    const follow = () => {
      if (marks.current) marks.current.style.transform = `translateX(${-element.scrollLeft}px)`;
    };
    follow();
    element.addEventListener("scroll", follow);
    return () => element.removeEventListener("scroll", follow);
  }, [input, text]);
  const parts = [];
  let at = 0;
  for (const { column, length } of errors) {
    if (column - 1 < at) continue;
    parts.push(text.slice(at, column - 1));
    at = column - 1 + length;
    parts.push(<mark key={column}>{text.slice(column - 1, at) || " "}</mark>);
  }
  return (
    <div ref={marks} className={classes.marks} aria-hidden="true">
      {parts}
    </div>
  );
}
