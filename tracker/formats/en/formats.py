"""How pages write dates."""

DATE_FORMAT = "F j, Y"
SHORT_DATE_FORMAT = "M j, Y"
