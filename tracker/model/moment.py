"""Moments as the journal has them: ISO 8601 in UTC. Imports nothing: who looks at the status has no use for `datetime`."""


def unix(at: str) -> float:
    """Unix time of `2025-11-27T10:00:00.000Z`.

    Raises:
        ValueError: it is no such moment.
    """
    fraction = at[20:23] if at[19:20] == "." else ""
    whole = civil_day(int(at[0:4]), int(at[5:7]), int(at[8:10])) * 86400
    whole += int(at[11:13]) * 3600 + int(at[14:16]) * 60 + int(at[17:19])
    return whole + (int(fraction) / 10 ** len(fraction) if fraction.isdecimal() else 0.0)


def civil_day(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 (days from civil, Howard Hinnant's algorithm, public domain)."""
    year -= month <= 2  # noqa: PLR2004 - March begins the year of this algorithm
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1  # noqa: PLR2004
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
