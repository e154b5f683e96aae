"""What is behind each lesson's predictions and exercises."""
