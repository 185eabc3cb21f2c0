import { Anchor, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";

export function NotFound({ what = "page" }: { what?: string }) {
  return (
    <Stack align="center" py="xl" gap="xs">
      <Title order={1} size="h3">
        There is no such {what}
      </Title>
      <Text c="dimmed">It may have been deleted, or the address is mistyped.</Text>
      <Anchor component={Link} href="/">
        To your images
      </Anchor>
    </Stack>
  );
}
