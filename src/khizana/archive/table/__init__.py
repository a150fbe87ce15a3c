"""The table (CSV) of records: its columns, reading, writing and planning."""
