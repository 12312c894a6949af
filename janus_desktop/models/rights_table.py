"""The rights as a page of the documentation: made of the same tables that the transaction asks.

`python -m janus_desktop.models.rights_table > docs/rights.md` writes it anew.
"""

from __future__ import annotations

import sys

from janus_desktop.models.rights import RULES, AdminLevel, Right, Role, rights_of

#: the roles in rising order, as they are stored and as they are called
ROLES = (
    (Role.VIEWER, None, "viewer"),
    (Role.USER, None, "researcher (`user`)"),
    (Role.ADMIN, AdminLevel.MODERATOR, "moderator"),
    (Role.ADMIN, AdminLevel.SUPERADMIN, "superadmin"),
)
_HEAD = """# Roles and rights

Made from `janus_desktop/models/rights.py` (`python -m janus_desktop.models.rights_table > docs/rights.md`); a test
compares this page with it, and another calls every operation below in every role.

What these rights can and cannot mean for a library whose file you own: [security](security.md).

## What each role may

"""
_OPERATIONS = """
## Every operation

✓ may · own: only what is one's own (imports, sessions, operations; of accounts those of viewers and researchers, of the
trail the log but not the security events) · – may not

"""


def page() -> str:
    """The whole page, in Markdown."""
    names = " | ".join(name for _, _, name in ROLES)
    lines = [f"| may | {names} |", "|---" * (len(ROLES) + 1) + "|"]
    for right in Right:
        marks = ["✓" if right in rights_of(role, level) else "–" for role, level, _ in ROLES]
        lines.append(f"| {right.words} | {' | '.join(marks)} |")
    operations = [f"| operation | needs | {names} |", "|---" * (len(ROLES) + 2) + "|"]
    for name, rule in sorted(RULES.items()):
        needs = str(rule.own.words) + (f"; others’: {rule.others.words}" if rule.others else "")
        marks = [allowed(name, role, level) for role, level, _ in ROLES]
        operations.append(f"| `{name}` | {needs} | {' | '.join(marks)} |")
    return _HEAD + "\n".join(lines) + "\n" + _OPERATIONS + "\n".join(operations) + "\n"


def allowed(operation: str, role: str, level: str | None) -> str:
    """`✓`, `own` or `–`."""
    rule, held = RULES[operation], rights_of(role, level)
    if rule.own not in held:
        return "–"
    return "✓" if rule.others is None or rule.others in held else "own"


if __name__ == "__main__":
    sys.stdout.write(page())
