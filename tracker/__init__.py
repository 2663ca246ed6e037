"""The top floor: settings, addresses, and what people and programs see."""
