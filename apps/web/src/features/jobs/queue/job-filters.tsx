"use client";

import { Button, Popover, Stack, Switch, TextInput, UnstyledButton } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconSearch, IconX } from "@tabler/icons-react";
import { type FormEvent, type RefObject, useEffect, useState } from "react";
import { formatDayClock } from "../../../lib/format.ts";
import { formText } from "../../../lib/form-text.ts";
import type { JobQuery, JobQueryField } from "../model/job-query.ts";
import styles from "./queue.module.css";
import type { QueueJobsState } from "./use-queue-jobs.ts";

const SETTLE_MS = 300;
const FIELDS: { field: JobQueryField; label: string; placeholder: string }[] = [
  { field: "name", label: "Name", placeholder: "welcome" },
  { field: "error", label: "Error", placeholder: "HTTP 503" },
  { field: "payload", label: "Payload", placeholder: "ada@example.com" },
];

interface FiltersProps {
  state: QueueJobsState;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** Search over everything a job holds, conditions on its parts, and those in force as chips. */
export function JobFilters({ state, inputRef }: FiltersProps) {
  return (
    <>
      <SearchBox state={state} inputRef={inputRef} />
      <FilterForm state={state} />
      <FilterChips state={state} />
    </>
  );
}

/** Searches once the text rests, so that a held key asks the store once. */
function SearchBox({ state: { query, change }, inputRef }: FiltersProps) {
  const [draft, setDraft] = useState(query.text);
  const [seen, setSeen] = useState(query.text);
  // "Back" or a chip changed the address: the box follows.
  if (seen !== query.text) {
    setSeen(query.text);
    if (draft.trim() !== query.text) setDraft(query.text);
  }
  useEffect(() => {
    if (draft.trim() === query.text) return;
    const timer = setTimeout(() => change({ text: draft }, "replace"), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, query.text, change]);
  return (
    <TextInput
      ref={inputRef}
      className={styles.search}
      aria-label="Search jobs by payload, name, id or error"
      placeholder="Search payload, name, id or error"
      leftSection={<IconSearch size={16} />}
      maxLength={256}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}

function FilterForm({ state: { query, change } }: { state: QueueJobsState }) {
  const [opened, setOpened] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next: Partial<JobQuery> = { ranged: form.get("ranged") === "on" };
    for (const { field } of FIELDS) next[field] = formText(form, field);
    change(next);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus withRoles>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} />}
          onClick={() => setOpened(!opened)}
        >
          Filters
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filters">
        <form onSubmit={submit}>
          <Stack gap={12} w={272}>
            {FIELDS.map(({ field, label, placeholder }) => (
              <TextInput
                key={field}
                name={field}
                label={`${label} contains`}
                placeholder={placeholder}
                maxLength={256}
                defaultValue={query[field]}
              />
            ))}
            <Switch
              name="ranged"
              size="xs"
              label="Only the page's time range"
              description="When it finished or, unfinished, was added"
              defaultChecked={query.ranged}
            />
            <Button type="submit">Apply</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterChips({ state: { query, change, filter } }: { state: QueueJobsState }) {
  const chips: { key: string; words: string; clear: Partial<JobQuery> }[] = FIELDS.filter(
    ({ field }) => query[field] !== "",
  ).map(({ field, label }) => ({ key: field, words: `${label}: ${query[field]}`, clear: { [field]: "" } }));
  if (query.ranged && filter.from && filter.to) {
    const words = `From ${formatDayClock(filter.from)} to ${formatDayClock(filter.to)}`;
    chips.push({ key: "time", words, clear: { ranged: false } });
  }
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Filters in force">
      {chips.map((chip) => (
        <li key={chip.key}>
          <UnstyledButton
            className={styles.chip}
            onClick={() => change(chip.clear)}
            aria-label={`Remove filter ${chip.words}`}
          >
            <span className="truncate">{chip.words}</span>
            <IconX size={12} aria-hidden="true" />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
