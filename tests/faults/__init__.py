"""The delivery of reminders under faults: real PostgreSQL, Valkey, Celery and SMTP, killed and starved on purpose.

`make faults` prints a line per fault; the suite runs each in small.
"""
