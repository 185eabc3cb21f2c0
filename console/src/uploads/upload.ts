import type { FailureCode } from "@facegraph/client";

export interface Failure {
  code: FailureCode;
  message: string;
  retryable: boolean;
}

export type UploadState =
  | { step: "waiting" | "preparing" | "cancelled" }
  | { step: "sending"; sentBytes: number }
  | { step: "retrying"; reason: string }
  | { step: "analysing"; imageId: string }
  /** `isNew` is false if the file was uploaded before, so that nothing was sent. */
  | { step: "analysed"; imageId: string; faceCount: number; isNew: boolean }
  | { step: "kept"; imageId: string; failure: Failure | null }
  /** Left out by this page, before any request. */
  | { step: "left-out"; reason: string }
  /** Refused by the analysis. */
  | { step: "not-analysed"; imageId: string; failure: Failure }
  | { step: "failed"; reason: string };

export type UploadStep = UploadState["step"];

export interface Upload {
  id: number;
  file: File;
  state: UploadState;
}

const SETTLED: ReadonlySet<UploadStep> = new Set<UploadStep>([
  "cancelled",
  "analysed",
  "kept",
  "left-out",
  "not-analysed",
  "failed",
]);

export interface UploadTotals {
  count: number;
  /** Sent or not to be sent, including uploads that are being analysed. */
  sent: number;
  settled: number;
  analysed: number;
  faces: number;
  existing: number;
  leftOut: number;
  problems: number;
  /** The sent share of all bytes, from 0 to 1. */
  sentRatio: number;
}

export function isSettled(upload: Upload): boolean {
  return SETTLED.has(upload.state.step);
}

export function isSent(upload: Upload): boolean {
  return isSettled(upload) || upload.state.step === "analysing";
}

export function sentBytesOf({ file, state }: Upload): number {
  if (state.step === "sending") return state.sentBytes;
  return state.step === "waiting" || state.step === "preparing" || state.step === "retrying"
    ? 0
    : file.size;
}

export function totalsOf(uploads: readonly Upload[]): UploadTotals {
  const totals: UploadTotals = {
    count: uploads.length,
    sent: 0,
    settled: 0,
    analysed: 0,
    faces: 0,
    existing: 0,
    leftOut: 0,
    problems: 0,
    sentRatio: 1,
  };
  let bytes = 0;
  let sentBytes = 0;
  for (const upload of uploads) {
    const { state } = upload;
    if (isSent(upload)) totals.sent++;
    if (isSettled(upload)) totals.settled++;
    if (state.step === "left-out") totals.leftOut++;
    if (state.step === "failed" || state.step === "not-analysed") totals.problems++;
    if (state.step === "kept" || (state.step === "analysed" && !state.isNew)) totals.existing++;
    if (state.step === "analysed") {
      totals.analysed++;
      totals.faces += state.faceCount;
    }
    if (state.step === "left-out" || state.step === "cancelled") continue;
    bytes += upload.file.size;
    sentBytes += sentBytesOf(upload);
  }
  if (bytes > 0) totals.sentRatio = sentBytes / bytes;
  return totals;
}
