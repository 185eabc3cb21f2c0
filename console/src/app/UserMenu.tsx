import { Badge, Button, Menu } from "@mantine/core";
import { ChevronDown, LogOut, User } from "lucide-react";
import { signOut } from "@/auth/session";
import classes from "./Header.module.css";
import { useServices } from "./services";

export function UserMenu() {
  const { user } = useServices();
  return (
    <Menu
      position="bottom-end"
      width={220}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          className={classes.user}
          leftSection={<User size={16} />}
          rightSection={<ChevronDown size={14} />}
        >
          {user.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          Signed in as {user.name} {user.isAdmin && <Badge size="xs">admin</Badge>}
        </Menu.Label>
        <Menu.Item leftSection={<LogOut size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
