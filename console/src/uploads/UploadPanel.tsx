import { ActionIcon, CloseButton, Group, Paper, Progress, Text } from "@mantine/core";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useServices } from "@/app/services";
import { plural } from "@/shared/format";
import { useStore } from "@/shared/store";
import { listed } from "./list-order";
import classes from "./UploadPanel.module.css";
import { UploadRow } from "./UploadRow";
import { totalsOf, type UploadTotals } from "./upload";

const MOST_ROWS = 100;

export function UploadPanel() {
  const { uploads: queue } = useServices();
  const uploads = useStore(queue.uploads);
  const [isOpen, setOpen] = useState(true);
  useFoldingOn(useLocation()[0], setOpen);
  if (uploads.length === 0) return null;

  const totals = totalsOf(uploads);
  const isDone = totals.settled === totals.count;
  const rows = isOpen ? listed(uploads, MOST_ROWS) : [];
  return (
    <Paper
      component="section"
      aria-label="Uploads"
      className={classes.panel}
      shadow="lg"
      withBorder
    >
      <Group className={classes.head} justify="space-between" wrap="nowrap" gap="xs">
        <div className={classes.summary}>
          <Text fw={650} size="sm" role="status">
            {titleOf(totals)}
          </Text>
          <Text size="xs" c="dimmed" data-testid="upload-summary">
            {summaryOf(totals)}
          </Text>
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={isOpen ? "Fold the list of uploads" : "Unfold the list of uploads"}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <ChevronDown size={18} /> : <ChevronUp size={18} />}
        </ActionIcon>
        {isDone ? (
          <CloseButton aria-label="Clear the uploads" onClick={() => queue.clearSettled()} />
        ) : (
          <CloseButton aria-label="Cancel all uploads" onClick={() => queue.cancelAll()} />
        )}
      </Group>
      {!isDone && (
        <Progress
          value={totals.sentRatio * 100}
          size="sm"
          radius={0}
          aria-label="All uploads"
          transitionDuration={0}
        />
      )}
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its rows may hold nothing to focus
        <ul className={classes.list} tabIndex={0} aria-label="Files">
          {rows.map((upload) => (
            <UploadRow key={upload.id} upload={upload} queue={queue} />
          ))}
          {uploads.length > rows.length && (
            <li className={classes.more}>and {plural(uploads.length - rows.length, "other")}</li>
          )}
        </ul>
      )}
    </Paper>
  );
}

/** Folds on another page, so that the panel does not cover it. */
function useFoldingOn(path: string, setOpen: (isOpen: boolean) => void): void {
  useEffect(() => setOpen(path === "/"), [path, setOpen]);
}

function titleOf({ count, sent, settled }: UploadTotals): string {
  if (sent < count) return `Uploading ${plural(count - sent, "file")} of ${count}`;
  if (settled < count) return `Analysing ${plural(count - settled, "image")}`;
  return `${plural(count, "file")} done`;
}

function summaryOf({ analysed, faces, existing, leftOut, problems }: UploadTotals): string {
  const parts = [`${analysed} analysed, ${plural(faces, "face")}`];
  if (existing) parts.push(`${existing} there already`);
  if (leftOut) parts.push(`${leftOut} left out`);
  if (problems) parts.push(plural(problems, "problem"));
  return parts.join(" · ");
}
