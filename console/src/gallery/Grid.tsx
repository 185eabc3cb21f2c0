import { Loader, Text } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useSearch } from "wouter";
import { useStore } from "@/shared/store";
import { ArrivalsButton } from "./ArrivalsButton";
import classes from "./Grid.module.css";
import type { Gallery } from "./gallery";
import { Tile } from "./Tile";
import { useArrivals } from "./use-arrivals";
import { useArrowKeys } from "./use-arrow-keys";
import { useVisibleRows } from "./use-visible-rows";

const ROWS_AHEAD = 4;

export function Grid({ gallery }: { gallery: Gallery }) {
  const { images: all, isComplete, isLoading, error } = useStore(gallery.snapshot);
  const { shown: images, held } = useArrivals(all);
  const search = useSearch();
  const grid = useRef<HTMLUListElement>(null);
  const rows = useVisibleRows(grid, images.length);
  const onKeyDown = useArrowKeys(grid, rows, images.length);
  useScrollPosition(gallery, rows.isMeasured);

  const isNearEnd = rows.last + ROWS_AHEAD >= rows.count;
  useEffect(() => {
    if (isNearEnd && !isComplete && !isLoading && error === null) void gallery.loadMore();
  }, [gallery, isNearEnd, isComplete, isLoading, error]);

  const shown = images.slice(rows.first * rows.columns, (rows.last + 1) * rows.columns);
  return (
    <>
      {held > 0 && <ArrivalsButton count={held} />}
      <div className={classes.rows} style={{ paddingTop: rows.before, paddingBottom: rows.after }}>
        <ul ref={grid} className={classes.grid} aria-label="Images" onKeyDown={onKeyDown}>
          {shown.map((image, index) => {
            const place = rows.first * rows.columns + index;
            return (
              <li
                key={image.id}
                className={classes.tile}
                data-place={place}
                aria-posinset={place + 1}
                aria-setsize={isComplete ? images.length : -1}
              >
                <Tile image={image} search={search} />
              </li>
            );
          })}
        </ul>
      </div>
      <div className={classes.end}>
        {isLoading && !isComplete && <Loader size="sm" role="status" aria-label="Loading more" />}
        {isComplete && images.length > 50 && (
          <Text c="dimmed" size="sm">
            That is all.
          </Text>
        )}
      </div>
    </>
  );
}

/** Keeps the scroll position for the way back from an image. */
function useScrollPosition(gallery: Gallery, isMeasured: boolean): void {
  useLayoutEffect(() => {
    if (!isMeasured) return; // the page may still be too short
    window.scrollTo(0, gallery.scrollTop);
    const remember = () => {
      gallery.scrollTop = window.scrollY;
    };
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [gallery, isMeasured]);
}
