import type { ImageStatus } from "@facegraph/client";
import { useEffect } from "react";
import { useSearchParams } from "wouter";
import { useServices } from "@/app/services";
import { useFeed } from "@/app/use-feed";
import { parseStatus } from "@/shared/status";
import type { Gallery } from "./gallery";
import { useShownOwner } from "./use-shown-owner";

export interface View {
  owner: string;
  status: ImageStatus | null;
}

/** The gallery that the address names. */
export function useView(): View {
  const owner = useShownOwner();
  const [params] = useSearchParams();
  return { owner, status: parseStatus(params.get("status")) };
}

export function useGallery({ owner, status }: View): Gallery {
  const services = useServices();
  const gallery = services.galleryOf(owner, status);
  useFeed(services.feedOf(owner));
  useEffect(() => {
    if (gallery.isEmpty) void gallery.loadMore();
  }, [gallery]);
  return gallery;
}
