import { useEffect, useState } from "react";
import type { GalleryImage } from "./gallery";
import { positionOf } from "./known-images";

const NEAR_TOP_PX = 200;

interface Arrivals {
  /** The shown images: all, or those from before the user scrolled down. */
  shown: readonly GalleryImage[];
  /** How many newer images wait until the user is at the top again. */
  held: number;
}

/** New images move all others, so they wait while the user has scrolled down. */
export function useArrivals(images: readonly GalleryImage[]): Arrivals {
  const newest = images[0] ? positionOf(images[0]) : "";
  const [heldFrom, setHeldFrom] = useState<string | null>(null);

  useEffect(() => {
    const look = () => {
      const isAtTop = window.scrollY < NEAR_TOP_PX;
      setHeldFrom((before) => (isAtTop ? null : (before ?? newest)));
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, [newest]);

  const held = heldFrom === null ? 0 : countNewer(images, heldFrom);
  return { shown: held === 0 ? images : images.slice(held), held };
}

export function countNewer(images: readonly GalleryImage[], position: string): number {
  const first = images.findIndex((image) => positionOf(image) <= position);
  return first < 0 ? images.length : first;
}
