"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useConsoleHref } from "../lib/use-time-range.tsx";

/** A link inside the console that carries the page's time range along. */
export function ConsoleLink({ href, ...rest }: Omit<ComponentProps<typeof Link>, "href"> & { href: string }) {
  const to = useConsoleHref();
  return <Link href={to(href)} prefetch={false} {...rest} />;
}
