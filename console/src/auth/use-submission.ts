import { useState } from "react";
import { signInProblem } from "./sign-in-problem";

/** Sends a form to Cognito: whether it is being sent, and the last try's error. */
export function useSubmission() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(action: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(signInProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return { isBusy, problem, submit };
}
