"""What was asked: letters, requests, people, agencies, intake."""
