import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";

const OVERSCAN_ROWS = 3;

export interface VisibleRows {
  /** The first measures are a guess, before there is anything to measure. */
  isMeasured: boolean;
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
  isMeasured: boolean;
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
  const [{ isMeasured, columns, rowHeight, top }, setMeasures] = useState<Measures>({
    isMeasured: false,
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
    isMeasured,
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
    isMeasured: true,
    columns: tracks.length,
    rowHeight: (tracks[0] ?? 0) + Number.parseFloat(style.rowGap), // tiles are square
    top: outer.getBoundingClientRect().top + window.scrollY,
  };
}

function changed(before: Measures, after: Measures): Measures {
  const isSame =
    before.isMeasured &&
    before.columns === after.columns &&
    before.rowHeight === after.rowHeight &&
    before.top === after.top;
  return isSame ? before : after;
}
