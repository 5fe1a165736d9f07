export type ColorScheme = "dark" | "light";

/** Twelve colours that stay apart under the common colour-vision deficiencies and reach 3:1 on every surface. */
const SERVICE_COLORS: Record<ColorScheme, readonly string[]> = {
  dark: [
    "#5b9bf0",
    "#f0a04b",
    "#45c1a4",
    "#c58af9",
    "#e6d05c",
    "#f28ab2",
    "#6fd3f2",
    "#c39a72",
    "#9ad162",
    "#8f96f7",
    "#dbb8e8",
    "#aebcc9",
  ],
  light: [
    "#2563b8",
    "#b35c00",
    "#0b7a63",
    "#7c3fc4",
    "#857000",
    "#b8336f",
    "#0a7ea4",
    "#7a4f28",
    "#4b7a12",
    "#4a4fc9",
    "#94519f",
    "#51626f",
  ],
};

/** Where the hash starts: chosen so that common names (checkout, cart, payments, our own) fall on different colours. */
const HASH_START = 0x811d0365;

/** Stable place of a service among the twelve colours (FNV-1a over its name). */
export function serviceColorIndex(service: string): number {
  let hash = HASH_START;
  for (let index = 0; index < service.length; index += 1) {
    hash = Math.imul(hash ^ service.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % 12;
}

/** The colour of a service as a CSS value that follows the colour scheme. */
export function serviceColorVar(service: string): string {
  return `var(--service-${serviceColorIndex(service)})`;
}

/** The colour of a service as hex, for canvas. */
export function serviceColor(service: string, scheme: ColorScheme): string {
  return SERVICE_COLORS[scheme][serviceColorIndex(service)] ?? "#8fa1b5";
}

/** The twelve colours as CSS custom properties of one scheme. */
export function serviceColorVariables(scheme: ColorScheme): Record<string, string> {
  return Object.fromEntries(SERVICE_COLORS[scheme].map((color, index) => [`--service-${index}`, color]));
}
