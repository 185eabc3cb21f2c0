import { type GetImage, GetImageDocument } from "@facegraph/client";
import { useCallback, useEffect, useState } from "react";
import { useServices } from "@/app/services";
import { useFeed } from "@/app/use-feed";
import { useShownOwner } from "@/gallery/use-shown-owner";
import { CATCHING_UP, untilDone } from "@/shared/backoff";

export type DetailedImage = NonNullable<GetImage["image"]>;

export type Reading =
  | { state: "loading" | "missing" }
  | { state: "failed"; error: unknown }
  | { state: "read"; image: DetailedImage };

/** One image with its faces, read again whenever an event has a newer revision. */
export function useImage(imageId: string): { reading: Reading; read: () => void } {
  const services = useServices();
  const feed = services.feedOf(useShownOwner());
  const [reading, setReading] = useState<Reading>({ state: "loading" });
  useFeed(feed);

  const read = useCallback(async () => {
    try {
      const { data } = await services.client.query({
        query: GetImageDocument,
        variables: { id: imageId },
      });
      const image = data?.image;
      setReading((before) => newer(before, image ?? null));
    } catch (error) {
      setReading((before) => (before.state === "read" ? before : { state: "failed", error }));
      throw error;
    }
  }, [services, imageId]);
  const readOnce = useCallback(() => void read().catch(() => {}), [read]);

  useEffect(() => {
    const leaving = new AbortController();
    const catchUp = (connection: AbortSignal) =>
      void untilDone(read, CATCHING_UP, AbortSignal.any([connection, leaving.signal]));
    readOnce();
    const forget = feed.listen({
      connected: catchUp,
      event: (event, connection) => {
        if (event.imageId !== imageId) return;
        if (event.kind === "DELETED") setReading({ state: "missing" });
        else catchUp(connection);
      },
    });
    return () => {
      leaving.abort();
      forget();
    };
  }, [feed, imageId, read, readOnce]);

  return { reading, read: readOnce };
}

function newer(before: Reading, image: DetailedImage | null): Reading {
  if (!image) return { state: "missing" };
  if (before.state === "read" && before.image.revision > image.revision) return before;
  return { state: "read", image };
}
