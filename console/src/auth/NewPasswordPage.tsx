import { Alert, Button, Stack } from "@mantine/core";
import type { FormEvent } from "react";
import { AuthCard } from "./AuthCard";
import { PasswordField } from "./PasswordField";
import { abandonSignIn, choosePassword } from "./session";
import { useSubmission } from "./use-submission";

/** A user that an administrator created signs in with a password that works once. */
export function NewPasswordPage() {
  const { isBusy, problem, submit } = useSubmission();

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [password, again] = [String(form.get("password")), String(form.get("again"))];
    void submit(() => {
      if (password !== again) throw new Error("The two passwords differ.");
      return choosePassword(password);
    });
  }

  return (
    <AuthCard title="Choose a password" intro="Your first password works only once.">
      <form onSubmit={onSubmit}>
        <Stack>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <PasswordField
            name="password"
            label="New password"
            description="12 characters or more, with upper and lower case, a digit and a symbol"
            autoComplete="new-password"
          />
          <PasswordField name="again" label="Once more" autoComplete="new-password" />
          <Button type="submit" loading={isBusy} fullWidth>
            Save and sign in
          </Button>
          <Button variant="subtle" onClick={abandonSignIn} fullWidth>
            Back
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}
