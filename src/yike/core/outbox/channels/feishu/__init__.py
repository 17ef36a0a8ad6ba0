"""飞书 group robots."""
