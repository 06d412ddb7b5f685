"""The small model we ship: its chat template, simulator, tokenizer, training, evaluation and weights."""
