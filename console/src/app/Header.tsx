import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "wouter";
import { ColorSchemeToggle } from "./ColorSchemeToggle";
import { ConnectionState } from "./ConnectionState";
import classes from "./Header.module.css";
import { Logo } from "./Logo";
import { UserMenu } from "./UserMenu";

export function Header() {
  return (
    <header className={classes.header}>
      <Anchor
        component={Link}
        href="/"
        underline="never"
        className={classes.home}
        aria-label="Facegraph, to your images"
      >
        <Logo />
        <Text component="span" fw={650} size="lg" className={classes.name}>
          Facegraph
        </Text>
      </Anchor>
      <Group gap="xs" wrap="nowrap">
        <ConnectionState />
        <ColorSchemeToggle />
        <UserMenu />
      </Group>
    </header>
  );
}
