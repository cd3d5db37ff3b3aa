"""How Spanish pages write days, times and numbers: 5 de mayo de 2025, 16:49; 12 400."""

DATE_FORMAT = r"j \d\e F \d\e Y"
YEAR_MONTH_FORMAT = r"F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
FIRST_DAY_OF_WEEK = 1

DECIMAL_SEPARATOR = ","
# The space of the academies, which neither breaks nor can be taken for a decimal point.
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
