import { Alert, Button, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { AuthCard } from "./AuthCard";
import { PasswordField } from "./PasswordField";
import { signIn } from "./session";
import { useSubmission } from "./use-submission";

export function SignInPage({ hasEnded }: { hasEnded: boolean }) {
  const { isBusy, problem, submit } = useSubmission();

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit(() => signIn(String(form.get("username")).trim(), String(form.get("password"))));
  }

  return (
    <AuthCard title="Sign in to Facegraph" intro="Your images, and the faces in them.">
      <form onSubmit={onSubmit}>
        <Stack>
          {hasEnded && !problem && (
            <Alert color="yellow">Your session has ended. Please sign in again.</Alert>
          )}
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput
            name="username"
            label="User name or e-mail"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
          />
          <PasswordField name="password" label="Password" autoComplete="current-password" />
          <Button type="submit" loading={isBusy} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}
