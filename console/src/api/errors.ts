import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";

interface AppSyncError {
  message: string;
  errorType?: string;
}

/** The API's stable error code; null if the response is not from the API. */
export function errorCode(error: unknown): string | null {
  return refusal(error)?.errorType ?? null;
}

/** One sentence for the user. */
export function errorText(error: unknown): string {
  const refused = refusal(error);
  if (refused) return refused.message;
  if (ServerError.is(error)) return `The server answered with status ${error.statusCode}.`;
  if (isNetworkError(error)) return "The server cannot be reached.";
  return error instanceof Error ? error.message : String(error);
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  if (ServerError.is(error)) return error.statusCode === 429 || error.statusCode >= 500;
  return isNetworkError(error);
}

function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError;
}

function refusal(error: unknown): AppSyncError | null {
  if (CombinedGraphQLErrors.is(error)) return (error.errors[0] as AppSyncError) ?? null;
  if (ServerError.is(error)) return refusalIn(error.bodyText);
  return null;
}

function refusalIn(body: string): AppSyncError | null {
  try {
    const { errors } = JSON.parse(body) as { errors?: AppSyncError[] };
    return errors?.[0]?.message ? errors[0] : null;
  } catch {
    return null; // for example, a proxy's page
  }
}
