"""The empty official document that reports are written into when a bureau gives no template of its own."""

from __future__ import annotations

from functools import lru_cache

from perfbot.render.docx.styles import FONT_ALTERNATIVES, LATIN, STYLES, fonts, style_xml
from perfbot.render.zipped import zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}"'
# The oldest moment a zip file can name: the same document then has the same bytes whenever it is made.
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# A4; margins 37/35 mm top and bottom, 28/26 mm left and right (domain rule after GB/T 9704), in twentieths of a point;
# the page number stands 7 mm below the text.
_SECTION = (
    "<w:sectPr>"
    '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1247" w:gutter="0"/>'
    '<w:cols w:space="720"/><w:docGrid w:linePitch="312"/>'
    "</w:sectPr>"
)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)


def footer_paragraph(style: str, *, even: bool) -> str:
    """「— 1 —」 as fields, one character in from the outer edge: right on odd pages, left on even ones."""
    stands = (
        '<w:ind w:leftChars="100" w:left="280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>'
        if even
        else '<w:ind w:rightChars="100" w:right="280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>'
    )
    field = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{stands}</w:pPr>{field}</w:p>'


@lru_cache(maxsize=1)
def base_docx() -> bytes:
    """The empty document as a .docx file."""
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{_SECTION}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("fontTable", "fontTable.xml"),
            ("footer", "footer1.xml"),
            ("footer", "footer2.xml"),
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": f"<w:settings {NAMESPACES}>{_SETTINGS}</w:settings>",
        "word/fontTable.xml": f"<w:fonts {NAMESPACES}>{_font_table()}</w:fonts>",
        "word/footer1.xml": f"<w:ftr {NAMESPACES}>{footer_paragraph('Footer', even=False)}</w:ftr>",
        "word/footer2.xml": f"<w:ftr {NAMESPACES}>{footer_paragraph('Footer', even=True)}</w:ftr>",
    }
    return zipped((name, (_DECLARATION + xml).encode()) for name, xml in files.items())


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_MAIN_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_MAIN_TYPE}.styles+xml",
        "/word/settings.xml": f"{_MAIN_TYPE}.settings+xml",
        "/word/fontTable.xml": f"{_MAIN_TYPE}.fontTable+xml",
        "/word/footer1.xml": f"{_MAIN_TYPE}.footer+xml",
        "/word/footer2.xml": f"{_MAIN_TYPE}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    named = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if "/" in kind else f"{RELATIONS}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def _styles() -> str:
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts('仿宋')}{language}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    listed = "".join(style_xml(style, style.key, style.based_on, style.following) for style in STYLES)
    return f"<w:styles {NAMESPACES}>{defaults}{listed}</w:styles>"


def _font_table() -> str:
    chinese = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, others in FONT_ALTERNATIVES.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    return chinese + latin
