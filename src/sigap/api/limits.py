"""How large a request may be. Limits of single files stand with the uploads themselves."""

from __future__ import annotations

from sigap.cases.uploads import MOST_BYTES, MOST_FILES

JSON_BYTES = 4 * 2**20  # of a JSON body, or of the JSON part of a multipart body
BODY_BYTES = JSON_BYTES + MOST_FILES * MOST_BYTES + 2**20  # files, data and what frames them
DRAINED_BYTES = 2 * BODY_BYTES  # read and thrown away, so that the client hears the refusal
KEY_CHARACTERS = 200  # of an Idempotency-Key
PAGE = 25
LARGEST_PAGE = 200
