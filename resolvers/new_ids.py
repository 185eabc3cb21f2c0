"""Random ids for uploads and erasure jobs. Nobody can guess an upload's id."""

import secrets


def new_upload_id() -> str:
    return secrets.token_hex(8)


def new_erasure_id() -> str:
    return secrets.token_hex(8)
