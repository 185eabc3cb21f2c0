import type { FailureCode, ImageStatus } from "@facegraph/client";

export const STATUSES: readonly ImageStatus[] = ["ANALYZED", "REJECTED", "FAILED", "PENDING"];

export const STATUS_NAMES: Record<ImageStatus, string> = {
  ANALYZED: "Analysed",
  REJECTED: "Rejected",
  FAILED: "Failed",
  PENDING: "Pending",
};

const FAILURE_NAMES: Record<FailureCode, string> = {
  EMPTY: "Empty file",
  UNSUPPORTED_FORMAT: "Not a JPEG or PNG",
  CORRUPT_IMAGE: "Damaged image",
  TOO_LARGE: "Too large",
  TOO_SMALL: "Too small",
  ENGINE_THROTTLED: "Engine too busy",
  ENGINE_UNAVAILABLE: "Engine unavailable",
  ENGINE_REFUSED: "Refused by the engine",
  QUOTA_EXCEEDED: "Quota exceeded",
  INTERNAL: "Internal error",
};

export function failureName(code: FailureCode): string {
  return FAILURE_NAMES[code] ?? code;
}

export function parseStatus(value: string | null): ImageStatus | null {
  return STATUSES.find((status) => status === value) ?? null;
}
