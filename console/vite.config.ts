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
      // AWS's links name modules for Node: all of graphql a second time, and a large parser of URLs.
      "graphql/index.js": "graphql/index.mjs",
      "graphql/language/printer.js": "graphql/language/printer.mjs",
      url: at("./build/url.ts"),
    },
  },
  build: {
    target: "es2023",
    // Everything comes from files of this origin: the policy allows no data: script or font.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
