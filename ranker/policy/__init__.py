"""The shop's rules after the model: what must not be shown, what goes up, behind or in between, and a trace of it."""

from ranker.policy.likeness import likeness
from ranker.policy.policy import Asked, Ordered, Policy, apply
from ranker.policy.rules import DEFAULT_RULES, Rules
from ranker.policy.trace import Change, Trace

__all__ = ["DEFAULT_RULES", "Asked", "Change", "Ordered", "Policy", "Rules", "Trace", "apply", "likeness"]
