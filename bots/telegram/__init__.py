"""The assistant in Telegram: `python -m bots.telegram`."""
