import type { Upload, UploadStep } from "./upload";

const RANKS: Record<UploadStep, number> = {
  sending: 0,
  retrying: 0,
  preparing: 0,
  failed: 1,
  "left-out": 1,
  "not-analysed": 1,
  analysing: 2,
  waiting: 3,
  analysed: 4,
  kept: 4,
  cancelled: 4,
};

/** The first `most` uploads: active ones and problems come first. */
export function listed(uploads: readonly Upload[], most: number): Upload[] {
  const byRank: Upload[][] = [[], [], [], [], []];
  for (const upload of uploads) byRank[RANKS[upload.state.step]]?.push(upload);
  return byRank.flat().slice(0, most);
}
