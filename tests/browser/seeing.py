"""What a person who sees badly, or has a small screen, would stumble over."""

from axe_playwright_python.base import AXE_SCRIPT

# Only the lines leave the page: all that axe looked at and found well is much to carry.
_FINDINGS = """async (options) => {
    const { violations } = await axe.run(document, options);
    const why = (node) => [...node.any, ...node.all, ...node.none][0]?.message ?? "";
    return violations.map((one) => `${one.id}: ${one.help}: ` + one.nodes.slice(0, 6)
        .map((node) => `${node.target.join(" ")} (${why(node)})`).join("; "));
}"""
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
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_FINDINGS, options)


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
