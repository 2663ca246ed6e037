"""What happened since a letter was sent: ledger, states, reminders."""
