import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const iris: MantineColorsTuple = [
  "#eef0ff",
  "#dfe2fd",
  "#bcc2f7",
  "#97a0f1",
  "#7882ec",
  "#6470e9",
  "#5965e8",
  "#4a55cf",
  "#404bba",
  "#3540a5",
];

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 7, dark: 7 },
  colors: { iris },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
});

/** Replaces Mantine's colours that miss the contrast of WCAG 2.2 AA (4.5 to 1 for text). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6b7279",
    "--mantine-color-error": "#c92a2a",
    "--console-canvas": "#f7f7fb",
    "--console-tile": "#e9eaf2",
  },
  dark: {
    "--mantine-color-dimmed": "#a6a7ad",
    "--mantine-color-placeholder": "#9a9ba1",
    "--mantine-color-error": "#ff8787",
    "--console-canvas": "#17181c",
    "--console-tile": "#26272d",
  },
});
