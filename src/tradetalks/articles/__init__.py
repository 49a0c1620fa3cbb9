"""From a news report to a draft dossier: every field with the sentence it came from, nothing invented."""
