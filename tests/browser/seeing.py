"""What a person who sees badly, or has a small screen, would stumble over."""

from axe_playwright_python.sync_playwright import Axe

_AXE = Axe()
_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}


def barriers(page):
    """Return what axe finds on a page, a line for each kind with the places."""
    found = _AXE.run(page, options=_OPTIONS).response["violations"]
    return [
        f"{one['id']}: {one['help']}: "
        + "; ".join(f"{' '.join(map(str, n['target']))} {_why(n)}" for n in one["nodes"][:8])
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
                .map((one) => one.outerHTML.slice(0, 120));
        }"""
    )


def check(page):
    """Fail if there are barriers on the page or it is wider than the screen."""
    assert barriers(page) == [], page.url
    assert overhang(page) == [], page.url
