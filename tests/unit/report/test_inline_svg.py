from __future__ import annotations

import re

from tanmai.report.inline_svg import inline_pictures

LONG = "M 0 0 " + "C 1.25 3.75 2 2 1 1 " * 12


def document(body: str, style: str = "") -> str:
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "x" "y">\n'
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="5pt" height="5pt" '
        'viewBox="0 0 5 5" xmlns="http://www.w3.org/2000/svg" version="1.1" role="img">\n'
        f"<title>title</title><desc>words</desc><style>{style}</style>\n{body}\n</svg>"
    )


def test_identifiers_become_those_of_the_picture() -> None:
    body = (
        '<g id="a"><path clip-path="url(#clip)" d="M 0 0"/><use href="#a"/></g>'
        '<clipPath id="clip"/>'
    )
    inline = inline_pictures({"zh-map": document(body), "en-map": document(body)}, LABELS)
    assert '<g id="zh-map-a">' in inline.pictures["zh-map"]
    assert 'url(#zh-map-clip)"' in inline.pictures["zh-map"]
    assert 'href="#en-map-a"' in inline.pictures["en-map"]
    assert 'id="en-map-clip"' in inline.pictures["en-map"]


LABELS = {"zh-map": "地图", "en-map": 'a "map" <of> it'}


def test_the_font_falls_out_and_the_other_rules_stay_once() -> None:
    style = (
        "@font-face{font-family:'A';src:url(data:font/woff2;base64,AA#B) format('woff2')}"
        ".halo text{stroke:#fff}"
    )
    inline = inline_pictures(dict.fromkeys(LABELS, document("<g/>", style)), LABELS)
    assert inline.style == ".halo text{stroke:#fff}"
    assert "<style" not in inline.pictures["zh-map"]


def test_an_outline_of_several_pictures_is_written_once() -> None:
    body = f'<path d="{LONG}" style="fill: red" clip-path="url(#c)"/><path d="M 1 1" style="x"/>'
    inline = inline_pictures({"zh-map": document(body), "en-map": document(body)}, LABELS)
    assert inline.shapes == f'<path id="shape-0" d="{LONG}"/>'
    for name, picture in inline.pictures.items():
        used = f'<use href="#shape-0" style="fill: red" clip-path="url(#{name}-c)"/>'
        assert used in picture
        assert '<path d="M 1 1" style="x"/>' in picture


def test_an_outline_of_one_picture_stays_there() -> None:
    inline = inline_pictures({"zh-map": document(f'<path d="{LONG}" style="x"/>')}, LABELS)
    assert inline.shapes == ""
    assert LONG in inline.pictures["zh-map"]


def test_a_picture_scales_and_says_what_it_shows() -> None:
    inline = inline_pictures({"en-map": document("<g/>")}, LABELS)
    assert inline.pictures["en-map"].startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 5 5" '
        'aria-label="a &quot;map&quot; &lt;of&gt; it">'
    )
    for left_out in ("<title>", "<desc>", "width=", "<?xml"):
        assert left_out not in inline.pictures["en-map"]


def test_an_outline_is_written_by_its_steps_which_lead_to_the_very_points() -> None:
    points = [(316.94, 382.8), (317.12, 383.04), (316.98, 383.35), (316.0, 383.35)] * 9
    d = "M " + "  ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " z"
    curve = "M 0 0 " + "C 1.25 3.75 2 2 1 1 " * 8
    body = f'<path d="{d}"/><path d="{curve}"/>'
    written = inline_pictures({"zh-map": document(body)}, LABELS).pictures["zh-map"]
    outline, bent = re.findall(r' d="([^"]*)"', written)
    assert (len(outline) < 0.75 * len(d), bent) == (True, curve)
    start, steps = re.fullmatch(r"M(\S+ \S+?)l(.*)z", outline).groups()
    numbers = [float(text) for text in re.findall(r"-?\d*\.?\d+", steps)]
    x, y = map(float, start.split())
    steps_by_pair = zip(numbers[::2], numbers[1::2], strict=True)
    for (along, down), wanted in zip(steps_by_pair, points[1:], strict=True):
        x, y = x + along, y + down
        assert (round(x, 2), round(y, 2)) == wanted
