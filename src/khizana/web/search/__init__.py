"""The search: results, narrowing, suggestions."""
