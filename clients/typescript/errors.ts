export interface GraphQLError {
  message: string;
  errorType?: string | null;
}

/** The API refused an operation. `errorType` is stable, see the API guide. */
export class FacegraphError extends Error {
  readonly errorType: string | null;
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? "The API refused the operation.");
    this.name = "FacegraphError";
    this.errorType = errors[0]?.errorType ?? null;
    this.errors = errors;
  }
}

/** A subscription's connection failed or ended. Subscribe again. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** S3 refused the file. `code` is S3's own, if its response has one. */
export class UploadRejected extends Error {
  override readonly name = "UploadRejected";
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, code: string | null) {
    super(`S3 refused the file: ${code ?? `HTTP status ${status}`}`);
    this.status = status;
    this.code = code;
  }
}
