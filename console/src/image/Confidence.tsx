import { Progress } from "@mantine/core";
import { percent as text } from "@/shared/format";
import classes from "./FaceDetails.module.css";

export function Confidence({ percent, of }: { percent: number; of: string }) {
  return (
    <span className={classes.confidence}>
      <Progress
        className={classes.bar}
        value={percent}
        size="xs"
        aria-label={`Confidence of ${of}`}
      />
      {text(percent)}
    </span>
  );
}
