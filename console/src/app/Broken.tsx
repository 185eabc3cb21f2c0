import { Alert, Center } from "@mantine/core";
import { Design } from "./Design";

export function Broken({ error }: { error: unknown }) {
  return (
    <Design>
      <Center component="main" mih="100dvh" p="md">
        <Alert color="red" title="The console cannot start" maw={480}>
          Its configuration could not be read ({error instanceof Error ? error.message : "unknown"}
          ). Reload the page; if that does not help, inform your administrator.
        </Alert>
      </Center>
    </Design>
  );
}
