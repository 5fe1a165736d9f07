"use client";

import { NumberInput, type NumberInputProps, TextInput, type TextInputProps } from "@mantine/core";
import type { Typed } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import { useIssues } from "./issues-context.tsx";

interface TextFieldProps extends Omit<TextInputProps, "onChange" | "value" | "path"> {
  /** Where its value stands in the script. */
  at: Path;
  value: string;
  onChange: (value: string) => void;
}

/** A line of text that shows what is wrong with it. */
export function TextField({ at, onChange, ...rest }: TextFieldProps) {
  const issues = useIssues();
  return (
    <TextInput
      autoComplete="off"
      spellCheck={false}
      error={issues.at(at)}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...rest}
    />
  );
}

interface NumberFieldProps extends Omit<NumberInputProps, "onChange" | "value"> {
  at: Path;
  value: Typed;
  onChange: (value: Typed) => void;
}

/** A number that shows what is wrong with it; empty while there is none. */
export function NumberField({ at, onChange, ...rest }: NumberFieldProps) {
  const issues = useIssues();
  return (
    <NumberInput
      error={issues.at(at)}
      thousandSeparator=","
      hideControls
      onChange={(value) => onChange(typeof value === "number" ? value : "")}
      {...rest}
    />
  );
}
