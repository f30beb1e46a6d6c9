"""What a page of the documentation says to do, and what it promises of it."""

import re


def steps(page, names):
    """What a page says to do: (language, text) of each fenced block.

    `names` are what the page calls by the name of something real, and what stands for it here.
    """
    text = page.read_text()
    for written, own in names.items():
        text = text.replace(written, own)
    return re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(block):
    """Each command of a console block, and the lines of output that the page promises."""
    for part in block.split("$ mesh ")[1:]:
        command, *promised = part.strip().splitlines()
        yield command, promised


def shows(output, promised):
    """Whether one line of the output has the parts of a promised one, divided by …, in order."""
    words = ".*".join(rf"(?<!\w){re.escape(part.strip())}(?!\w)" for part in promised.split("…"))
    return any(re.search(words, line) for line in output.splitlines())
