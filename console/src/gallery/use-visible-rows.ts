import { type RefObject, useLayoutEffect, useState } from "react";
import { type Range, rowsInView, within } from "./visible-rows";

export interface VisibleRows extends Range {
  /** False while the measures are a guess, before the first row exists. */
  isMeasured: boolean;
  columns: number;
  count: number;
  /** Height of the rows that are not drawn, in pixels. */
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

const GUESS: Measures = { isMeasured: false, columns: 6, rowHeight: 220, top: 150 };

/** Which rows of a grid of equal tiles are on the screen or near it. The grid's style sheet sets the
 * number of columns. */
export function useVisibleRows(
  grid: RefObject<HTMLElement | null>,
  itemCount: number,
): VisibleRows {
  const measures = useMeasures(grid);
  const inView = useRowsInView(measures);
  const { isMeasured, columns, rowHeight, top } = measures;
  const count = Math.ceil(itemCount / columns);
  const { first, last } = within(inView, count);
  return {
    isMeasured,
    columns,
    count,
    first,
    last,
    before: first * rowHeight,
    after: (count - 1 - last) * rowHeight,
    scrollToRow: (row) =>
      window.scrollTo({ top: top + (row + 0.5) * rowHeight - window.innerHeight / 2 }),
  };
}

function useRowsInView({ top, rowHeight }: Measures): Range {
  const [range, setRange] = useState<Range>({ first: 0, last: 0 });
  useLayoutEffect(() => {
    const look = () => {
      const { scrollY: scrollTop, innerHeight: height } = window;
      const now = rowsInView({ scrollTop, height, top, rowHeight });
      setRange((was) => (was.first === now.first && was.last === now.last ? was : now));
    };
    look();
    const listening = new AbortController();
    const options = { passive: true, signal: listening.signal };
    window.addEventListener("scroll", look, options);
    window.addEventListener("resize", look, options);
    return () => listening.abort();
  }, [top, rowHeight]);
  return range;
}

function useMeasures(grid: RefObject<HTMLElement | null>): Measures {
  const [measures, setMeasures] = useState(GUESS);
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const measure = () => setMeasures((was) => newer(was, measuresOf(element)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [grid]);
  return measures;
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

function newer(was: Measures, now: Measures): Measures {
  const isSame =
    was.isMeasured &&
    was.columns === now.columns &&
    was.rowHeight === now.rowHeight &&
    was.top === now.top;
  return isSame ? was : now;
}
