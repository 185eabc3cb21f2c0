import type { Plugin } from "vite";

const LINK = /aws-appsync-subscription-link\/lib\/index\.mjs$/;
const NODE_ONLY = 'Buffer.from(headerString).toString("base64")';

/** AWS's link needs Node's Buffer (awslabs/aws-mobile-appsync-sdk-js#774), to encode JSON in
 * ASCII. */
export function subscriptionLinkForBrowsers(): Plugin {
  return {
    name: "subscription-link-for-browsers",
    transform: {
      filter: { id: LINK },
      handler(code) {
        if (!code.includes(NODE_ONLY)) this.error(`no ${NODE_ONLY} in it: is this still needed?`);
        return { code: code.replace(NODE_ONLY, "btoa(headerString)"), map: null };
      },
    },
  };
}
