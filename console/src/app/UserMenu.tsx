import { Badge, Button, Menu } from "@mantine/core";
import { ChevronDown, LogOut, User } from "lucide-react";
import { useRef, useState } from "react";
import { signOut } from "@/auth/session";
import classes from "./Header.module.css";
import { SignOutDialog } from "./SignOutDialog";
import { useServices } from "./services";

export function UserMenu() {
  const { user, uploads } = useServices();
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  function onSignOut() {
    if (!uploads.isSending) return void signOut();
    button.current?.focus(); // the dialog returns the focus here, because the menu closes
    setAsking(true);
  }

  return (
    <>
      <Menu
        position="bottom-end"
        width={220}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Button
            ref={button}
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
          <Menu.Item leftSection={<LogOut size={16} />} onClick={onSignOut}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SignOutDialog isOpen={isAsking} onClose={() => setAsking(false)} />
    </>
  );
}
