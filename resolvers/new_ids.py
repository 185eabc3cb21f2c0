"""Names for what begins: nobody can guess an upload's, and no two meet."""

import secrets


def new_upload_id() -> str:
    return secrets.token_hex(8)


def new_erasure_id() -> str:
    return secrets.token_hex(8)
