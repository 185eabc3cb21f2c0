import { Center, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Logo } from "@/app/Logo";

interface Props {
  title: string;
  intro: string;
  children: ReactNode;
}

export function AuthCard({ title, intro, children }: Props) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder radius="lg" shadow="sm" p="xl" w="100%" maw={400}>
        <Stack gap="lg">
          <Stack gap="xs" align="center">
            <Logo size={48} />
            <Title order={1} size="h3" ta="center">
              {title}
            </Title>
            <Text c="dimmed" size="sm" ta="center">
              {intro}
            </Text>
          </Stack>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
