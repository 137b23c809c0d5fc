"""What a start costs: the libraries that only documents need are not read before the first document is asked for."""

import subprocess
import sys

MODULES = ("to_chat", "to_rich", "to_text", "to_docx", "to_markdown", "to_pdf", "to_webhook", "chart")
SCRIPT = f"""
import sys
for module in {MODULES!r}:
    __import__("perfbot.render." + module)
print([name for name in ("docx", "lxml", "PIL", "tabulate", "openpyxl") if name in sys.modules])
"""


def test_importing_every_renderer_reads_no_document_library() -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
