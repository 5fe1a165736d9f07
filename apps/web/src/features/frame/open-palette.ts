import { spotlight } from "@mantine/spotlight";

/** Opens the command palette; apart from the palette itself, so that its code can come later. */
export function openPalette(): void {
  spotlight.open();
}
