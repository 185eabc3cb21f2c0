import { Anchor, Button, CloseButton, Progress } from "@mantine/core";
import { memo } from "react";
import { Link } from "wouter";
import { stateText } from "./state-text";
import classes from "./UploadPanel.module.css";
import { isSettled, type Upload } from "./upload";
import type { UploadQueue } from "./upload-queue";

interface Props {
  upload: Upload;
  queue: UploadQueue;
}

export const UploadRow = memo(function UploadRow({ upload, queue }: Props) {
  const { file, state } = upload;
  const { text, isProblem } = stateText(upload);
  return (
    <li className={classes.row} data-step={state.step}>
      <span className={classes.name} title={file.webkitRelativePath || file.name}>
        {"imageId" in state ? (
          <Anchor component={Link} href={`/images/${state.imageId}`} inherit>
            {file.name}
          </Anchor>
        ) : (
          file.name
        )}
      </span>
      <span className={classes.state} data-problem={isProblem || undefined}>
        {state.step === "sending" ? (
          <Progress
            value={(100 * state.sentBytes) / file.size}
            size="sm"
            aria-label={`Upload of ${file.name}`}
            transitionDuration={0}
          />
        ) : (
          text
        )}
      </span>
      <span className={classes.action}>
        {state.step === "failed" && (
          <Button size="compact-xs" variant="default" onClick={() => queue.retry(upload.id)}>
            Try again
          </Button>
        )}
        {!isSettled(upload) && state.step !== "analysing" && (
          <CloseButton
            size="sm"
            aria-label={`Cancel ${file.name}`}
            onClick={() => queue.cancel(upload.id)}
          />
        )}
      </span>
    </li>
  );
});
