"""Names for uploads that nobody can guess and that never meet."""

import secrets


def new_upload_id() -> str:
    return secrets.token_hex(8)
