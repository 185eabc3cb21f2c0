import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";
import { cssVariables, theme } from "../src/app/theme.ts";

const NAME = "virtual:theme-variables.css";

/** Writes the theme's variables into a style sheet. Mantine would write them into a style element,
 * which the content security policy forbids. */
export function themeVariables(): Plugin {
  return {
    name: "theme-variables",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? styleSheet() : undefined),
  };
}

function styleSheet(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const own = cssVariables(merged);
  const { variables, light, dark } = defaultCssVariablesResolver(merged);
  return convertCssVariables({
    variables: { ...variables, ...own.variables },
    light: { ...light, ...own.light },
    dark: { ...dark, ...own.dark },
  });
}
