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
      return plain("Waiting");
    case "preparing":
      return plain("Preparing");
    case "sending":
      return plain("Uploading");
    case "retrying":
      return problem(`${state.reason} Trying again.`);
    case "analysing":
      return plain("Uploaded, being analysed");
    case "analysed":
      return plain(`${state.isNew ? "" : "Already there · "}${plural(state.faceCount, "face")}`);
    case "kept":
      return plain(
        state.failure ? `Already there · ${failureName(state.failure.code)}` : "Already there",
      );
    case "left-out":
      return problem(`Left out: ${state.reason}`);
    case "not-analysed":
      return problem(`${failureName(state.failure.code)}: ${state.failure.message}`);
    case "failed":
      return problem(state.reason);
    case "cancelled":
      return plain("Cancelled");
  }
}

function plain(text: string): StateText {
  return { text, isProblem: false };
}

function problem(text: string): StateText {
  return { text, isProblem: true };
}
