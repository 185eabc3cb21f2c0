import { Progress } from "@mantine/core";
import { percent as text } from "@/shared/format";
import classes from "./FaceDetails.module.css";

export function Confidence({ percent, attribute }: { percent: number; attribute: string }) {
  return (
    <span className={classes.confidence}>
      <Progress
        className={classes.bar}
        value={percent}
        size="xs"
        aria-label={`Confidence of ${attribute}`}
      />
      {text(percent)}
    </span>
  );
}
