"use client";

import { UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { removeTerm, termsOf } from "../model/query-edit.ts";
import classes from "./search.module.css";

/** The query's terms one by one; a press takes one out. */
export function FilterChips({ text, onText }: { text: string; onText: (text: string) => void }) {
  const terms = termsOf(text);
  if (terms.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Filters in force">
      {terms.map((term) => {
        const words = text.slice(term.start, term.end);
        return (
          <li key={term.start}>
            <UnstyledButton
              className={classes.chip}
              onClick={() => onText(removeTerm(text, term))}
              aria-label={`Remove filter ${words}`}
            >
              <span className="truncate">{words}</span>
              <IconX size={12} aria-hidden="true" />
            </UnstyledButton>
          </li>
        );
      })}
      <li>
        <UnstyledButton className={classes.clear} onClick={() => onText("")}>
          Clear all
        </UnstyledButton>
      </li>
    </ul>
  );
}
