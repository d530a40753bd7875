"""Somebody who has a keyboard and nothing else; every place the keyboard reaches is looked at."""

from dataclasses import dataclass, field

from playwright.sync_api import expect

_MOST_STOPS = 120
# What has the focus: whether it can be seen, and whether something lies over it.
_STOP = """(target) => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    // Of what is larger than the screen a part must be seen.
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const x = box.left + Math.min(box.width, 600) / 2;
    const y = top + (bottom - top) / 3;
    const row = one.querySelector?.('.sop-map-row');  // a step of the map draws its own ring
    const over = document.elementFromPoint(x, y);
    const own = one.closest('label');
    return {
        words: `${one.tagName} ${one.name || one.id || ''} ${(one.innerText || '').slice(0, 40)}`,
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
            || row && parseFloat(getComputedStyle(row).strokeWidth) >= 3,
        inside: box.width > 0 && bottom - top > 4 && x >= 0 && x <= innerWidth,
        is_there: one === target,
        free: !over || one.contains(over) || over.contains(one) || own?.contains(over),
    };
}"""


@dataclass
class Keys:
    """The keyboard of one page: the keys pressed, and the letters of what was written."""

    page: object
    pressed: int = 0
    letters: int = 0
    stops: list = field(default_factory=list)

    def press(self, *keys):
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, text):
        """Type into what has the focus."""
        self.page.keyboard.insert_text(text)
        self.letters += len(text)

    def to(self, target, *, by="Tab"):
        """Go on until `target` has the focus; each place on the way must be seen to have it."""
        expect(target).to_be_attached()
        if target.evaluate("one => one === document.activeElement"):
            return self
        for _ in range(_MOST_STOPS):
            self.press(by)
            stop = target.evaluate(_STOP)
            if stop:
                assert stop["ring"], f"no ring: {stop['words']} at {self.page.url}"
                assert stop["inside"], f"out of sight: {stop['words']} at {self.page.url}"
                assert stop["free"], f"covered: {stop['words']} at {self.page.url}"
                self.stops.append(stop["words"])
                if stop["is_there"]:
                    return self
        raise AssertionError(f"not reached by {by}: {target} at {self.page.url}")

    def field(self, name):
        """Go to the field of that name."""
        return self.to(self.page.locator(f"[name='{name}']").first)

    def button(self, words, **how):
        """Press the button or link with these words."""
        button = self.page.get_by_role("button", name=words, exact=True).first
        self.to(button, **how).press("Enter")

    def link(self, words, **how):
        """Follow the link with these words."""
        self.to(self.page.get_by_role("link", name=words).first, **how).press("Enter")

    def choose(self, words):
        """Choose in the list that has the focus by typing the beginning of its words."""
        for letter in words:
            self.page.keyboard.press(letter if letter != " " else "Space")
        self.pressed += len(words)
