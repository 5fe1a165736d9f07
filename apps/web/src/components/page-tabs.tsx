"use client";

import { usePathname } from "next/navigation";
import type { ComponentType } from "react";
import { ConsoleLink } from "./console-link.tsx";
import styles from "./page-tabs.module.css";

export interface PageTab {
  href: string;
  label: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
}

/** The pages of an area side by side, the one on screen underlined. */
export function PageTabs({ label, pages }: { label: string; pages: readonly PageTab[] }) {
  const pathname = usePathname();
  return (
    <nav className={styles.tabs} aria-label={label}>
      {pages.map((page) => (
        <ConsoleLink key={page.href} href={page.href} aria-current={pathname === page.href ? "page" : undefined}>
          <page.icon size={16} />
          {page.label}
        </ConsoleLink>
      ))}
    </nav>
  );
}
