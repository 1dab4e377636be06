"""`python -m tools.reference`: write the generated pages of the docs."""

import sys

from tools.reference.pages import PAGES
from tools.reference.text import DOCS


def main() -> None:
    """Write every generated page whose text changed, and print its path."""
    for path, generate in PAGES.items():
        page, text = DOCS / path, generate()
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
            sys.stdout.write(f"docs/{path}\n")


if __name__ == "__main__":
    main()
