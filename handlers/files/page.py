"""One page to send to the agency's client: HTML that prints on one sheet, the picture inside."""

from base64 import b64encode
from html import escape

from handlers.files.facts import FileFacts
from handlers.files.figure_rows import client_rows
from handlers.files.picture import draw
from handlers.texts import Texts

STYLE = (
    "body{font:16px/1.5 system-ui,'Noto Sans',sans-serif;max-width:46rem;margin:2rem auto;"
    "padding:0 1rem;color:#14181c}h1{margin:0;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%;"
    "margin:1.5rem 0}td{padding:.35rem .5rem;border-bottom:1px solid #d5dde5}"
    "td+td{text-align:right;font-weight:600}img{width:100%;max-width:30rem;display:block;"
    "margin:auto}footer{color:#66727d;font-size:.85rem;margin-top:2rem}"
    "@page{size:A4;margin:12mm}"
    "@media print{body{font-size:9.5pt;line-height:1.3;max-width:none;margin:0;padding:0}"
    "h1{font-size:15pt;max-height:2.6em;overflow:hidden}p{margin:1mm 0}table{margin:2mm 0}"
    "td{padding:.6mm 2mm}img{width:auto;max-width:100%;max-height:160mm}footer{margin-top:2mm}}"
)


def write_page(facts: FileFacts) -> str:
    t = facts.t
    rows = "".join(
        f"<tr><td>{escape(row.name)}</td><td>{escape(row.shown)}</td></tr>"
        for row in client_rows(facts)
    )
    picture = b64encode(draw(facts)).decode()
    title = escape(t("{brand}: how clients were answered", brand=facts.title))
    how = escape(
        t(
            "In time: answered before the promised deadline. n/N: so many of so many. Marks: what "
            "clients said after closing."
        )
    )
    return (
        f'<!doctype html><html lang="{t.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<h1>{title}</h1><p>{escape(facts.span)}</p><table>{rows}</table>"
        f'<img alt="{escape(_in_words(t))}" src="data:image/png;base64,{picture}">'
        f"<footer>{how}</footer></body></html>\n"
    )


def _in_words(t: Texts) -> str:
    """What the picture shows, for those who do not see it; its figures stand in the table."""
    return t(
        "Four charts: how much of the allowed time each answer took, deadlines met and missed by "
        "day, when clients write, and why complaints arose."
    )
