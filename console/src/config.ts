/** The console's configuration, from the file `config.json` beside the page. */
export interface Config {
  region: string;
  graphqlUrl: string;
  userPoolId: string;
  clientId: string;
  /** Cognito's address; null: its default address in the region. */
  userPoolEndpoint: string | null;
}

export class ConfigMissing extends Error {}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-cache" });
  if (!response.ok) throw new ConfigMissing(`config.json: ${response.status}`);
  const config: unknown = await response.json();
  if (!isConfig(config)) throw new ConfigMissing("config.json is not complete");
  return config;
}

function isConfig(value: unknown): value is Config {
  const names = ["region", "graphqlUrl", "userPoolId", "clientId"];
  return (
    typeof value === "object" &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === "string")
  );
}
