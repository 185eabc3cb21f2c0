const TEXTS: Record<string, string> = {
  NotAuthorizedException: "The user name or the password is wrong.",
  UserNotFoundException: "The user name or the password is wrong.",
  PasswordResetRequiredException: "Your password has to be reset. Ask your administrator.",
  InvalidPasswordException: "The password does not follow the rules.",
  LimitExceededException: "Too many tries. Wait a while.",
  TooManyRequestsException: "Too many tries. Wait a while.",
  NetworkError: "The server cannot be reached.",
};

/** The text for an error, by the name that Cognito or Amplify gives it. */
export function signInProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return TEXTS[error.name] ?? error.message;
}
