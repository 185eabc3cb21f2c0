import "./app/styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { Broken } from "./app/Broken";
import { configureSession, resumeSession } from "./auth/session";
import { type Config, loadConfig } from "./config";

async function start(): Promise<void> {
  const root = createRoot(document.getElementById("root") as HTMLElement);
  let config: Config;
  try {
    config = await loadConfig();
    configureSession(config);
  } catch (error) {
    root.render(<Broken error={error} />);
    return;
  }
  root.render(
    <StrictMode>
      <App config={config} />
    </StrictMode>,
  );
  await resumeSession();
}

void start();
