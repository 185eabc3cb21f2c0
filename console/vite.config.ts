import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { subscriptionLinkForBrowsers } from "./build/subscription-link.ts";
import { themeVariables } from "./build/theme-variables.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), themeVariables(), subscriptionLinkForBrowsers()],
  resolve: {
    alias: {
      "@": at("./src"),
      "@facegraph/client": at("../clients/typescript/facegraph.ts"),
      // AWS's links import modules for Node: a second graphql, and a large URL parser.
      "graphql/index.js": "graphql/index.mjs",
      "graphql/language/printer.js": "graphql/language/printer.mjs",
      url: at("./build/url.ts"),
    },
  },
  build: {
    target: "es2023",
    // Everything is a file of this origin: the policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
