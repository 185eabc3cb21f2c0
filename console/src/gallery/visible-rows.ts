const ROWS_AROUND = 3; // rows drawn outside the screen, so that scrolling shows no gaps

export interface Range {
  first: number;
  /** Included. */
  last: number;
}

interface View {
  scrollTop: number;
  height: number;
  /** Distance of the first row from the top of the page. */
  top: number;
  rowHeight: number;
}

/** Rows of equal height that are in view or near it, for a list of any length. */
export function rowsInView({ scrollTop, height, top, rowHeight }: View): Range {
  const rowAt = (place: number) => Math.floor((place - top) / rowHeight);
  return {
    first: Math.max(0, rowAt(scrollTop) - ROWS_AROUND),
    last: Math.max(0, rowAt(scrollTop + height)) + ROWS_AROUND,
  };
}

/** A shortened list may end above the view. */
export function within(range: Range, count: number): Range {
  const last = Math.max(0, Math.min(range.last, count - 1));
  return { first: Math.min(range.first, last), last };
}
