import { useEffect } from "react";
import type { LiveFeed } from "@/api/live-feed";

const users = new WeakMap<object, number>();

/** The feed runs while any component uses it. */
export function useFeed<Event>(feed: LiveFeed<Event>): void {
  useEffect(() => {
    const count = users.get(feed) ?? 0;
    users.set(feed, count + 1);
    if (count === 0) feed.start();
    const retry = () => feed.retryNow();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      const left = (users.get(feed) ?? 1) - 1;
      users.set(feed, left);
      if (left === 0) feed.stop();
    };
  }, [feed]);
}
