"""Writing in the room of the preserved files: boxes, uploads, fixity."""

from khizana.preservation.actions.boxes import (
    abandon_submission,
    add_path,
    add_zip,
    close_submission,
    open_submission,
    receive_box,
    resume_submission,
    retry_file,
)
from khizana.preservation.actions.fixity import run_fixity
from khizana.preservation.actions.uploads import (
    append_chunk,
    begin_upload,
    discard_upload,
    finish_upload,
    receive_upload,
)

__all__ = [
    "abandon_submission",
    "add_path",
    "add_zip",
    "append_chunk",
    "begin_upload",
    "close_submission",
    "discard_upload",
    "finish_upload",
    "open_submission",
    "receive_box",
    "receive_upload",
    "resume_submission",
    "retry_file",
    "run_fixity",
]
