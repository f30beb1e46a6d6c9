"""The onboarding checklist, each point held against what is declared and what has happened."""
