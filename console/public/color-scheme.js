// Runs before the first paint: a page that is to be dark never flashes white.
const chosen = localStorage.getItem("mantine-color-scheme-value") ?? "auto";
const dark =
  chosen === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
