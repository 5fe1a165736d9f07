import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import { serviceColorVariables } from "../lib/service-color.ts";

const sea: MantineColorsTuple = [
  "#e3f7f5",
  "#c4ece9",
  "#9bdfdb",
  "#6dd0cb",
  "#3ec6c0",
  "#2bb0aa",
  "#1a9a95",
  "#118984",
  "#0a7571",
  "#075f5c",
];
const red: MantineColorsTuple = [
  "#fdecec",
  "#f9d0d0",
  "#f5b0b0",
  "#f28c8c",
  "#f06a6a",
  "#e05252",
  "#d24443",
  "#c93a39",
  "#c0302f",
  "#952322",
];
const dark: MantineColorsTuple = [
  "#dce6f0",
  "#b9c7d6",
  "#8fa1b5",
  "#6f8296",
  "#34465a",
  "#1d2936",
  "#17212d",
  "#111923",
  "#0b1117",
  "#070b0f",
];
const gray: MantineColorsTuple = [
  "#f6f8fb",
  "#eef2f7",
  "#e4eaf1",
  "#d9e1ea",
  "#b6c3d1",
  "#7d8fa3",
  "#56677a",
  "#435365",
  "#2d3a48",
  "#16202b",
];

/** Mantine in the console's tokens: dense, 13/20 text, 32 px controls, radius 6, one shadow. */
export const theme = createTheme({
  colors: { sea, red, dark, gray },
  primaryColor: "sea",
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  black: "#16202b",
  fontFamily: "var(--font-sans)",
  fontFamilyMonospace: "var(--font-mono)",
  defaultRadius: "sm",
  radius: { xs: "4px", sm: "6px", md: "6px", lg: "6px", xl: "6px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "15px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "28px" },
      h2: { fontSize: "15px", lineHeight: "24px" },
      h3: { fontSize: "13px", lineHeight: "20px" },
    },
  },
  shadows: { xs: "none", sm: "var(--shadow)", md: "var(--shadow)", lg: "var(--shadow)", xl: "var(--shadow)" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: {
      defaultProps: { size: "xs" },
      vars: (_theme: unknown, props: { variant?: string; size?: string }) => ({
        root: {
          ...(!props.size && { "--button-height": "32px", "--button-fz": "13px" }),
          ...((props.variant ?? "filled") === "filled" && { "--button-color": "var(--on-accent)" }),
        },
      }),
    },
    Avatar: { styles: { placeholder: { color: "var(--text)" } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 32 } },
    Input: { vars: () => ({ wrapper: { "--input-height": "32px", "--input-fz": "13px" } }) },
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { marginBottom: 4 } } },
    Modal: {
      defaultProps: {
        closeButtonProps: { "aria-label": "Close" },
        centered: true,
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.5 },
      },
      styles: {
        content: { background: "var(--surface)", border: "1px solid var(--line)" },
        header: { background: "var(--surface)" },
        title: { fontSize: 15, fontWeight: 600 },
      },
    },
    Drawer: {
      defaultProps: { transitionProps: { duration: 150 } },
      styles: { content: { background: "var(--surface)" } },
    },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 250, transitionProps: { duration: 100 } } },
    SegmentedControl: { defaultProps: { size: "xs", transitionDuration: 120 } },
    Table: { defaultProps: { verticalSpacing: 0 } },
  },
});

const shared = {
  "--mantine-color-body": "var(--page)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--muted)",
  "--mantine-color-placeholder": "var(--muted)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--error)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--raised)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--field-line)",
  "--mantine-color-sea-light": "color-mix(in srgb, var(--accent) 14%, transparent)",
  "--mantine-color-sea-light-hover": "color-mix(in srgb, var(--accent) 20%, transparent)",
  "--mantine-color-sea-light-color": "var(--accent)",
  "--mantine-color-sea-outline": "var(--accent)",
  "--mantine-color-red-light": "color-mix(in srgb, var(--error) var(--tint), transparent)",
  "--mantine-color-red-light-hover": "color-mix(in srgb, var(--error) 10%, transparent)",
  "--mantine-color-red-light-color": "var(--error)",
  "--mantine-color-red-outline": "var(--error)",
  "--mantine-color-gray-light-color": "var(--text)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
};

/** Points Mantine's own variables at the tokens, and adds the service colours of each scheme. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...shared, ...serviceColorVariables("light") },
  dark: { ...shared, ...serviceColorVariables("dark") },
});
