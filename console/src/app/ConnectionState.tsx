import { Button, Text } from "@mantine/core";
import { useShownOwner } from "@/gallery/use-shown-owner";
import { useStore } from "@/shared/store";
import classes from "./ConnectionState.module.css";
import { useServices } from "./services";

const TEXTS = { connecting: "Connecting", live: "Live", lost: "Connection lost" };

/** Shows whether events are being delivered. */
export function ConnectionState() {
  const feed = useServices().feedOf(useShownOwner());
  const state = useStore(feed.state);
  return (
    <>
      <Text component="span" size="sm" className={classes.state} data-state={state} role="status">
        <span className={classes.dot} aria-hidden />
        <span className={classes.text}>{TEXTS[state]}</span>
      </Text>
      {state === "lost" && (
        <Button size="compact-sm" variant="default" onClick={() => feed.retryNow()}>
          Try now
        </Button>
      )}
    </>
  );
}
