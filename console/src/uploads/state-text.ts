import { plural } from "@/shared/format";
import { failureName } from "@/shared/status";
import type { Upload } from "./upload";

interface StateText {
  text: string;
  isProblem: boolean;
}

export function stateText({ state }: Upload): StateText {
  switch (state.step) {
    case "waiting":
      return told("Waiting");
    case "preparing":
      return told("Preparing");
    case "sending":
      return told("Uploading");
    case "retrying":
      return problem(`${state.reason} Trying again.`);
    case "analysing":
      return told("Uploaded, being analysed");
    case "analysed":
      return told(`${state.isNew ? "" : "Already there · "}${plural(state.faceCount, "face")}`);
    case "kept":
      return told(
        state.failure ? `Already there · ${failureName(state.failure.code)}` : "Already there",
      );
    case "left-out":
      return problem(`Left out: ${state.reason}`);
    case "not-analysed":
      return problem(`${failureName(state.failure.code)}: ${state.failure.message}`);
    case "failed":
      return problem(state.reason);
    case "cancelled":
      return told("Cancelled");
  }
}

function told(text: string): StateText {
  return { text, isProblem: false };
}

function problem(text: string): StateText {
  return { text, isProblem: true };
}
