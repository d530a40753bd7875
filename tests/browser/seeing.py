"""What a person who sees badly, or has a small screen, would stumble over."""

from axe_playwright_python.sync_playwright import Axe

_AXE = Axe()
# What width and colours can change; the rest was judged by day.
_BY_NIGHT = [
    *("color-contrast", "target-size", "scrollable-region-focusable"),
    *("label", "link-name", "button-name", "aria-hidden-focus"),
]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page, *, rules=None):
    """Return what axe finds on a page, a line for each kind with the places."""
    options = {
        "resultTypes": ["violations"],
        "runOnly": {"type": "rule", "values": rules} if rules else {"type": "tag", "values": _TAGS},
        "rules": {} if rules else {"target-size": {"enabled": True}},
    }
    found = _AXE.run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']}: "
        + "; ".join(f"{' '.join(map(str, n['target']))} {_why(n)}" for n in one["nodes"][:6])
        for one in found
    ]


def _why(node):
    checks = [*node.get("any", []), *node.get("all", []), *node.get("none", [])]
    return f"({checks[0]['message']})" if checks else ""


def overhang(page):
    """Return what sticks out of the screen to the side; nothing may."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.body.querySelectorAll("*")]
                .filter((one) => one.getBoundingClientRect().right > wide + 1)
                .map((one) => `too wide: ${one.outerHTML.slice(0, 120)}`);
        }"""
    )


def look(page):
    """Return what is wrong with an open page on a desk by day and on a phone by night."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    by_day = [f"1280 {one}" for one in (*barriers(page), *overhang(page))]
    page.set_viewport_size({"width": 360, "height": 640})
    page.emulate_media(color_scheme="dark")
    by_night = [f"360 {one}" for one in (*barriers(page, rules=_BY_NIGHT), *overhang(page))]
    page.emulate_media(color_scheme="light")
    return [*by_day, *by_night]
