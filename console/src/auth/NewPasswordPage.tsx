import { Alert, Button, Stack } from "@mantine/core";
import type { FormEvent } from "react";
import { AuthCard } from "./AuthCard";
import { PasswordField } from "./PasswordField";
import { abandonSignIn, choosePassword } from "./session";
import { useSubmission } from "./use-submission";

/** Whoever was made by an administrator signs in with a password that holds once. */
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
    <AuthCard
      title="Choose a password"
      intro="The one that you were given was for the first time only."
    >
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
