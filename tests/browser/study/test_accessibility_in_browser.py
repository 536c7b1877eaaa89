"""What axe-core finds in the page."""

from __future__ import annotations

from importlib.resources import files

AXE = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = (
    "const done = arguments[1]; axe.run(arguments[0], { resultTypes: ['violations'] })"
    ".then(result => done(result.violations), e => done(String(e)))"
)
# What is hidden, the drawing inside a picture that is no map to choose from, and the further rows
# of a table take long to look through and hold nothing new.
SHORTEN = """
document.querySelector(`.edition:not(#${arguments[0]})`).remove();
for (const svg of document.querySelectorAll('.sheet svg'))
  if (!svg.closest('[id$=picture-key_paths]')) svg.replaceChildren();
document.querySelectorAll('tbody tr:nth-child(n+4)').forEach(row => row.remove());
"""
CHOOSE = (
    "const select = document.querySelector('.dock select[name=region]');"
    "select.value = '140000'; select.dispatchEvent(new Event('change'))"
)


def findings(window, within: str) -> list[str]:
    """Return what axe-core calls serious or critical, with the first element of each."""
    window.run(AXE)
    window.chrome.set_script_timeout(180)
    violations = window.chrome.execute_async_script(RUN, within)
    assert isinstance(violations, list), violations
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:200]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
    ]


def test_axe_finds_nothing_serious_on_a_phone(window) -> None:
    window.open("#en", 390)
    window.run(SHORTEN, "en")
    assert findings(window, "body") == []


def test_axe_finds_nothing_serious_but_what_is_wrong(window) -> None:
    window.open("#zh")
    window.run(CHOOSE)
    window.run(SHORTEN, "zh")
    assert findings(window, "body") == []
    window.run("document.querySelector('#zh h1').style.color = '#ddd'")
    window.run("document.querySelector('#zh .opening').append(document.createElement('select'))")
    found = {finding.split(":")[0] for finding in findings(window, "#zh .opening")}
    assert found == {"color-contrast", "select-name"}
