import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { VisibleRows } from "./use-visible-rows";

/** Arrow keys, Home and End move between tiles, also to those outside the screen. */
export function useArrowKeys(
  grid: RefObject<HTMLElement | null>,
  rows: VisibleRows,
  itemCount: number,
): (event: KeyboardEvent) => void {
  const wanted = useRef<number | null>(null);

  useEffect(() => {
    if (wanted.current !== null && focus(grid.current, wanted.current)) wanted.current = null;
  });

  return (event) => {
    const tile = (event.target as HTMLElement).closest<HTMLElement>("[data-place]");
    if (!tile || event.altKey || event.ctrlKey || event.metaKey) return;
    const place = Number(tile.dataset.place);
    const next = nextPlace(event.key, place, rows.columns, itemCount);
    if (next === null) return;
    event.preventDefault();
    if (focus(grid.current, next)) return;
    wanted.current = next;
    rows.scrollToRow(Math.floor(next / rows.columns));
  };
}

export function nextPlace(
  key: string,
  place: number,
  columns: number,
  count: number,
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -place,
    End: count - 1 - place,
  };
  const step = steps[key];
  if (step === undefined) return null;
  const next = place + step;
  return next >= 0 && next < count ? next : null;
}

function focus(grid: HTMLElement | null, place: number): boolean {
  const link = grid?.querySelector<HTMLElement>(`[data-place="${place}"] a`);
  link?.focus();
  return Boolean(link);
}
