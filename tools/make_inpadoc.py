"""Make mainline/register/data/inpadoc.toml from the EPO's list of INPADOC event codes.

    python tools/make_inpadoc.py legal_code_descriptions.xlsx > mainline/register/data/inpadoc.toml

Only facts are kept: office, code, category letter, and the code of ours that the English description
allows. A description that allows none narrower gets the code of its category; no category gives Z.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from mainline.register.codes import UNCATEGORISED, category_codes

Row = tuple[str, str, str, str]
"""Office, code, category letter ("Z" where the list gives none), English description in capitals."""

_SPC = r"SUPPLEMENTARY PROTECTION|\bSPCS?\b|COMPLEMENTARY PROTECTION"
_REVOCATION = r"REVOCATION|INVALID|NULLITY|NULLIFICATION|ANNULMENT"
_ENDED = r"WITHDR|TERMINAT|REJECT|REFUS|INADMISS|CLOSED|DISMISS|CONCLUDED|COMPLETED|DECISION|DECIDED|DEEMED|RESULT|MAINTENANCE|CANCELLED"
_RULES: tuple[tuple[str, str, str], ...] = (
    # Letters, words, our code: the first that fits decides. A code of ours that changes the status is given
    # only where the words are clear; a step, a request or a doubt gets a code that changes nothing.
    ("HFKGBLM", _SPC, "portfolio.term.recorded"),
    ("H", r"^(REQUEST|PETITION|OFFER|APPLICATION FOR)|COMMUNICATION|NEW DATE|DATE OF .*CHANGED", "portfolio.event.other"),
    ("H", r"PARTIAL|IN PART|\bPARTLY|SOME CLAIMS", "protection.review.recorded"),
    ("H", r"OPPOSITION", "protection.opposition.upheld"),
    ("H", r"\bFEES?\b|PAYMENT|UNPAID|\bPAID|\bANNUIT", "portfolio.right.ceased"),
    ("H", r"REVOK|REVOC|INVALID|NULLI|ANNUL|\bVOID|CANCELLED ALL CLAIMS", "protection.invalidation.whole"),
    ("H", r"EXPIR|COMPLETION OF TERM|END OF TERM|MAXIMUM", "portfolio.right.expired"),
    ("H", r"SURRENDER|RENUNC|RENOUNC|ABANDON|RELINQUISH|WAIV|RESIGN", "portfolio.right.renounced"),
    ("B", r"REASONS? FOR|DESIGNATION|PRIORITY CLAIMS?|PARTIAL|IN PART|GREEN", "portfolio.event.other"),
    ("B", r"(?=.*WITHDR)(?=.*(REFUS|REJECT))", "creation.application.discontinued"),
    ("B", r"REFUS|REJECT", "creation.application.refused"),
    ("B", r"DEEMED|TAKEN TO BE|CONSIDERED|REGARDED|\bFEES?\b|PAYMENT|NO REQUEST", "creation.application.deemed_withdrawn"),
    ("B", r"WITHDR|SURRENDER|ABANDON|RENUNC", "creation.application.withdrawn"),
    ("CK", r"PRIORITY", "creation.application.priority_restored"),
    ("CK", r"REFUS|REJECT|DISMISS|NOT ALLOWED|DENIED", "portfolio.restoration.refused"),
    ("CK", r"^(?!.*(ALLOWED|GRANT THE REQUEST|REINSTATED|APPROVE|RESTORED$|GRANTED|ACCEPTED\b(?! )))"
           r".*(REQUEST|PETITION|APPLICATION FOR|APPLIED|\bFILED|INITIATED|PROCEEDINGS)", "portfolio.restoration.requested"),
    ("F", r"DESIGNATED|CONTRACTING|EXTENSION STATE", "creation.pct.designated"),
    ("F", r"TRANSLATION|CANCEL|GREEN|CONVER|OPPOSITION|REPUBLI|REVOK|LAPSED|RESCIND|TRANSFERRED", "portfolio.event.other"),
    ("F", r"INTENTION|INTENDED|ALLOW|DECISION TO GRANT|GRANT DECISION|EXPECTED|NOTICE|PROCEED", "creation.examination.allowed"),
    ("L", r"NO OPPOSITION", "protection.opposition.none_filed"),
    ("L", r"LIMITATION|REPLY|EXTENSION OF TERM|EXAMINATION (REPORT|OF)|CORRECTION|AMENDMENT|DATE|PAYMENT", "protection.review.requested"),
    ("L", r"(?=.*OPPOSITION)(?=.*(" + _ENDED + "))", "protection.opposition.closed"),
    ("L", r"OPPOSITION( AGAINST| FILED| ENTERED| LODGED| RECEIVED|$)", "protection.opposition.filed"),
    ("L", r"(?=.*(" + _REVOCATION + "))(?=.*(" + _ENDED + "))", "protection.review.requested"),
    ("L", r"(?=.*(" + _REVOCATION + "))(?=.*(REQUEST|ACTION|PETITION|APPLICATION|FILED))", "protection.invalidation.requested"),
    ("M", r"NO OPPOSITION", "protection.opposition.none_filed"),
    ("M", r"(?=.*OPPOSITION)(?=.*WITHDR)", "protection.opposition.closed"),
    ("M", r"(?=.*OPPOSITION)(?=.*(REJECT|DISMISS|UNAMENDED|FULLY))", "protection.opposition.rejected"),
    ("M", r"(?=.*OPPOSITION)(?=.*(\bAMEND|LIMIT|PART|RESTRICT))", "protection.opposition.limited"),
    ("M", r"(?=.*OPPOSITION)(?=.*(TERMINAT|CLOSED|END|MAINT|VALID))", "protection.opposition.closed"),
    ("M", r"(?=.*(INVALID|REVO|NULLI))(?=.*(PARTIAL|IN PART|PARTLY))", "protection.invalidation.partial"),
    ("M", r"MAINTAINED|MAINTENANCE OF|MAINTAINING", "protection.review.maintained"),
    ("R", r"AGENT|REPRESENTATIVE|ATTORNEY", "portfolio.party.agent_changed"),
    ("R", r"INVENTOR", "portfolio.party.inventor_changed"),
    ("R", r"TRANSFER|ASSIGN|SUCCESSION|OWNERSHIP|CHANGE OF (OWNER|PROPRIETOR)", "utilization.transfer.recorded"),
    ("R", r"NAME", "portfolio.party.name_changed"),
    ("R", r"ADDRESS", "portfolio.party.address_changed"),
    ("R", r"APPLICANT", "portfolio.party.applicant_changed"),
    ("S", r"^(APPLICATION|REQUEST) .*(CANCEL|COMPULSORY)|REQUEST FOR COMPULSORY|APPLICATION CONCERNING", "utilization.transaction.recorded"),
    ("S", r"COMPULSORY", "utilization.licence.compelled"),
    ("S", r"(?=.*(OF RIGHT|WILLING|OPEN|DECLARATION|INTENTION|OFFER))(?=.*(WITHDR|CANCEL|REVO|DELET))", "utilization.open_licence.withdrawn"),
    ("S", r"LICEN[CS]ES? OF RIGHT|WILLING|OPEN LICEN|INTENTION TO LICEN|OFFER", "utilization.open_licence.declared"),
    ("S", r"(?=.*(PLEDGE|MORTGAGE|LIEN\b|\bCHARGES?\b))(?=.*(RELEAS|CANCEL|DELET|DISCHARG|TERMINAT|LIFT))", "utilization.pledge.released"),
    ("S", r"PLEDGE|MORTGAGE|LIEN\b", "utilization.pledge.registered"),
    ("S", r"(?=.*LICEN[CS])(?=.*(CANCEL|DELET|TERMINAT|EXPIR|WITHDR|DISCHARG))", "utilization.licence.cancelled"),
    ("S", r"LICEN[CS]", "utilization.licence.recorded"),
    ("T", r"SUSPEN|STAYED|INTERRUPT", "portfolio.procedure.suspended"),
    ("T", r"RESUM", "portfolio.procedure.resumed"),
    ("U", r"NOT PAID|NON-?PAYMENT|UNPAID|FAIL", "portfolio.fee.recorded"),
    ("U", r"REFUND|REIMBURS", "portfolio.fee.refunded"),
    ("U", r"(?=.*(ANNUAL|RENEWAL|MAINTENANCE|ANNUIT))(?=.*(PAID|PAYMENT))", "portfolio.annuity.paid"),
    ("U", r"\bPAID|PAYMENT", "portfolio.fee.paid"),
    ("Q", r"SEARCH REPORT", "creation.examination.searched"),
    ("Q", r"TRANSLATION", "portfolio.event.other"),
    ("D", r"(?=.*EXAMINATION)(?=.*REQUEST)", "creation.examination.requested"),
    ("D", r"SEARCH REPORT", "creation.examination.searched"),
    ("A", r"DIVISION|CONTINUATION|CONVERSION|CONVERTED", "creation.application.continued"),
    ("Y", r"DELET|CANCEL", "portfolio.record.deleted"),
)  # fmt: skip
_STATE = {"H": "portfolio.state.ceased", "K": "portfolio.state.restored", "U": "portfolio.state.fee_paid"}
_COUNTRY = re.compile(r"[A-Z]{2}: |.*(CONTRACTING|VALIDATION) STATE")


def our_code(office: str, letter: str, description: str) -> str:
    """The code of ours for one line of the list.

    What EP and WO print for one state alone says nothing about the European patent or the international
    application as a whole, so it never gets a code that changes their status.
    """
    if letter == "Z":
        return UNCATEGORISED
    if office in {"EP", "WO"} and _COUNTRY.match(description):
        return _STATE.get(letter, "portfolio.state.recorded")
    for letters, words, code in _RULES:
        if letter in letters and re.search(words, description):
            return code
    return category_codes()[letter]


def read_list(path: Path) -> Iterator[Row]:
    """The rows of the EPO's workbook. Raises ValueError where its columns are not the expected ones."""
    import openpyxl

    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    head = [str(cell) for cell in next(rows)]
    wanted = ("Authority", "Event-code", "Event-class", "Description ENG")
    if missing := [name for name in wanted if name not in head]:
        raise ValueError(
            f"{path}: no column {', '.join(missing)}; this is not the list of INPADOC event codes"
        )
    office, code, letter, text = (head.index(name) for name in wanted)
    for row in rows:
        yield (
            str(row[office]).strip(),
            str(row[code]).strip(),
            str(row[letter] or "").strip() or "Z",
            str(row[text]).upper(),
        )


def table(rows: Iterator[Row]) -> dict[str, dict[str, list[str]]]:
    """Office → "letter our.code" → the office's codes."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for office, code, letter, description in rows:
        found[office][f"{letter} {our_code(office, letter, description)}"].append(code)
    return found


def main() -> None:
    """Print the table."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    lines = ["# Made by tools/make_inpadoc.py from the EPO's list of INPADOC event codes; do not edit."]
    lines.append('# [office] "category-letter our.code" = "the office\'s codes"')
    for office, groups in sorted(table(read_list(Path(sys.argv[1]))).items()):
        lines += ["", f"[{office}]"]
        lines += [f'"{key}" = "{" ".join(sorted(codes))}"' for key, codes in sorted(groups.items())]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
