"""What a start costs: the libraries that only documents need are not read before the first document is asked for."""

import subprocess
import sys

MODULES = (
    *(f"places.{place}" for place in ("chat", "rich", "text", "markdown", "html", "webhook")),
    "docx.document",
    "docx.to_pdf",
    "charts.rates",
)
SCRIPT = f"""
import sys
for module in {MODULES!r}:
    __import__("perfbot.render." + module)
print([name for name in ("docx", "lxml", "PIL", "tabulate", "openpyxl") if name in sys.modules])
"""


def test_importing_every_renderer_reads_no_document_library() -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
