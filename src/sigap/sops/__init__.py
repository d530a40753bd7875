"""The SOP files that Sigap ships: data, one TOML file per SOP. What they mean is in `core.sop`."""

from importlib.resources import files

SHIPPED = ("penerimaan-pengaduan", "penelaahan-substansi", "penyampaian-jawaban")


def shipped() -> dict[str, str]:
    """Return the text of each shipped SOP file by its id, in the order in which they follow."""
    folder = files(__name__)
    return {sop_id: folder.joinpath(f"{sop_id}.toml").read_text("utf-8") for sop_id in SHIPPED}


def text(name: str) -> str:
    """Return the text of a data file that ships beside the SOPs (calendar, office, deadlines)."""
    return files(__name__).joinpath(name).read_text("utf-8")
