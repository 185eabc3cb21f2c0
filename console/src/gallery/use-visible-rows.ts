import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";

const OVERSCAN_ROWS = 3;

export interface VisibleRows {
  columns: number;
  count: number;
  first: number;
  last: number;
  /** Height of the rows that are left out, in pixels. */
  before: number;
  after: number;
  scrollToRow(row: number): void;
}

interface Measures {
  columns: number;
  rowHeight: number;
  top: number;
}

/** Which rows of a grid of equal tiles are on the screen or near it. The grid's style sheet decides
 * how many columns there are. */
export function useVisibleRows(
  grid: RefObject<HTMLElement | null>,
  itemCount: number,
): VisibleRows {
  const [{ columns, rowHeight, top }, setMeasures] = useState<Measures>({
    columns: 6,
    rowHeight: 220,
    top: 150,
  });
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const measure = () => setMeasures((before) => changed(before, measuresOf(element)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [grid]);

  const count = Math.ceil(itemCount / columns);
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
  });
  useLayoutEffect(() => {
    if (rowHeight > 0) virtualizer.measure();
  }, [virtualizer, rowHeight]);

  const visible = virtualizer.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? 0;
  return {
    columns,
    count,
    first,
    last,
    before: first * rowHeight,
    after: Math.max(0, count - 1 - last) * rowHeight,
    scrollToRow: (row) => virtualizer.scrollToIndex(row),
  };
}

function measuresOf(element: HTMLElement): Measures {
  const style = getComputedStyle(element);
  const tracks = style.gridTemplateColumns.split(" ").map(Number.parseFloat);
  const outer = element.parentElement as HTMLElement;
  return {
    columns: tracks.length,
    rowHeight: (tracks[0] ?? 0) + Number.parseFloat(style.rowGap), // tiles are square
    top: outer.getBoundingClientRect().top + window.scrollY,
  };
}

function changed(before: Measures, after: Measures): Measures {
  const isSame =
    before.columns === after.columns &&
    before.rowHeight === after.rowHeight &&
    before.top === after.top;
  return isSame ? before : after;
}
