"""Entry of ``python3 -m deploy``; see `deploy.bootstrap`, which needs a current Python."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the message is for those who have an older one
    sys.exit(
        "error: Tagwire needs Python 3.11 or later; this is "
        + sys.version.split()[0]
        + ". Call it with a newer one, such as: python3.12 -m deploy"
    )

from deploy.bootstrap import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
